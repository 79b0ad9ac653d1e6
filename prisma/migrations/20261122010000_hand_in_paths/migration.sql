-- What a new run supersedes, in the order in which it is taken. With the whole question in the index no other one can
-- look cheaper, not even to statistics of an empty table, whose plan a connection would keep: it read all runs of the
-- assignment for each submission.
DROP INDEX run_waiting_of_team;
CREATE INDEX run_waiting_of_team ON run (team_id, assignment_id, lane, reason, virtual_start, virtual_before, id)
  WHERE state = 'waiting';
-- A hand-in by reference names its repository.
CREATE INDEX repository_binding_of_name ON repository_binding (assignment_id, lower(full_name));
