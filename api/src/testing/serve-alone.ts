import { seedAssignment, seedCourse, seedPerson, seedTeam } from './seed.ts';
import { startService } from './service.ts';

/** The API in a process of its own, whose memory and files can be looked at; ends with the one that forked it. */
const service = await startService();
const { db, url } = service;
const courseId = await seedCourse(db);
const teamId = await seedTeam(db, courseId, 'Red');
const { key } = await seedPerson(db, courseId, 'student', { teamId });
const { assignmentId } = await seedAssignment(db, courseId, { selfChecksPerDay: 5, selfCheckBurst: 5 });
process.on('disconnect', () => service[Symbol.asyncDispose]());
process.send!({ url, key, assignmentId });
