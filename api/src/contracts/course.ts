import { z } from 'zod';
import { endpoint } from '../http/endpoint.ts';
import { CourseRole, Id, PageOf, PageQuery, Slug, Time, Title } from './fields.ts';

function isTimeZone(name: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: name });
    return true;
  } catch {
    return false;
  }
}

export const Course = z
  .object({
    id: Id,
    slug: z.string(),
    title: z.string(),
    timeZone: z.string(),
    everySubmissionCounts: z.boolean(),
    createdAt: Time,
    archivedAt: Time.nullable(),
    role: CourseRole.meta({ description: 'Yours' }),
  })
  .meta({ id: 'Course' });

const CourseFields = z.strictObject({
  slug: Slug,
  title: Title,
  timeZone: z.string().refine(isTimeZone, 'is not a time zone such as Europe/Berlin').default('UTC'),
  everySubmissionCounts: z.boolean().default(false),
});

const courseParams = z.object({ courseId: Id });

export const createCourse = endpoint({
  id: 'createCourse',
  method: 'post',
  path: '/v1/courses',
  tag: 'Courses',
  summary: 'Make a course; you become its owner',
  scope: 'site',
  body: CourseFields,
  answer: { status: 201, body: Course, headers: { Location: 'The course' } },
  problems: ['conflict'],
});

export const listCourses = endpoint({
  id: 'listCourses',
  method: 'get',
  path: '/v1/courses',
  tag: 'Courses',
  summary: 'The courses that you are in',
  scope: 'read',
  query: PageQuery,
  answer: { status: 200, body: PageOf(Course) },
});

export const getCourse = endpoint({
  id: 'getCourse',
  method: 'get',
  path: '/v1/courses/{courseId}',
  tag: 'Courses',
  summary: 'A course',
  scope: 'read',
  params: courseParams,
  answer: { status: 200, body: Course },
});

export const changeCourse = endpoint({
  id: 'changeCourse',
  method: 'patch',
  path: '/v1/courses/{courseId}',
  tag: 'Courses',
  summary: 'Change title, time zone, or whether every submission is graded; archive or restore the course',
  description:
    'An archived course takes nothing in and has nothing graded: no submission, self-check, trial, run again or regrade, and ' +
    'no push on GitHub. What waits is graded to its end; all that can be read or exported stays so.',
  scope: 'manage',
  params: courseParams,
  body: z.strictObject({
    title: Title.optional(),
    timeZone: CourseFields.shape.timeZone.unwrap().optional(),
    everySubmissionCounts: z.boolean().optional(),
    archived: z.boolean().optional(),
  }),
  answer: { status: 200, body: Course },
});

export const Section = z.object({ id: Id, name: z.string() }).meta({ id: 'Section' });

export const listSections = endpoint({
  id: 'listSections',
  method: 'get',
  path: '/v1/courses/{courseId}/sections',
  tag: 'Courses',
  summary: 'Sections of a course, by name',
  scope: 'read',
  params: courseParams,
  query: PageQuery,
  answer: { status: 200, body: PageOf(Section) },
});

export const createSection = endpoint({
  id: 'createSection',
  method: 'post',
  path: '/v1/courses/{courseId}/sections',
  tag: 'Courses',
  summary: 'Make a section',
  scope: 'manage',
  params: courseParams,
  body: z.strictObject({ name: Title }),
  answer: { status: 201, body: Section },
  problems: ['conflict'],
});

export const Person = z
  .object({
    userId: Id,
    name: z.string(),
    email: z.string().nullable(),
    githubLogin: z.string().nullable(),
    externalId: z.string().nullable(),
    role: CourseRole,
    sectionId: Id.nullable(),
    teamId: Id.nullable(),
  })
  .meta({ id: 'Person' });

export const listPeople = endpoint({
  id: 'listPeople',
  method: 'get',
  path: '/v1/courses/{courseId}/people',
  tag: 'Courses',
  summary: 'Who is in the course (staff only)',
  scope: 'read',
  params: courseParams,
  query: PageQuery,
  answer: { status: 200, body: PageOf(Person) },
});

export const removePerson = endpoint({
  id: 'removePerson',
  method: 'delete',
  path: '/v1/courses/{courseId}/people/{userId}',
  tag: 'Courses',
  summary: 'Take yourself, or somebody below your own role, off your course',
  description:
    'From now on they are in no team of the course and see nothing of it, and their keys that are good for this course only ' +
    'are revoked. Submissions and scores stay with the team. A roster that names them brings them back; keys stay ' +
    'revoked. The last owner stays.',
  scope: 'manage',
  params: z.object({ courseId: Id, userId: Id }),
  answer: { status: 204 },
  problems: ['conflict'],
});

export const RosterImport = z
  .object({ enrolled: z.int(), updated: z.int(), sectionsMade: z.int(), teamsMade: z.int() })
  .meta({ id: 'RosterImport' });

export const importRoster = endpoint({
  id: 'importRoster',
  method: 'post',
  path: '/v1/courses/{courseId}/roster',
  tag: 'Courses',
  summary: 'Enrol people from CSV: all lines or none',
  description:
    'Columns by name, in any order: `name`, `email`, `external_id`, `section`, `team`, `role`, `github`, `github_id`; `name` ' +
    'and one of `email`, `external_id`, `github` and `github_id` (the number that an account keeps whatever it is called) ' +
    "are needed. GitHub Classroom's columns (`identifier`, `github_username`, `github_id`) " +
    'are understood, too. Whoever is in the course already is brought up to date; nobody is removed. Sections and teams ' +
    'that are not there are made; with `alone=teams` also a team of one for each student of the roster who is in none. Every line that cannot be read is named, and then nothing is changed.',
  scope: 'manage',
  params: courseParams,
  query: z.object({
    alone: z.enum(['teams']).optional().meta({ description: 'Make each student who is in no team a team of one' }),
  }),
  body: 'csv',
  answer: {
    status: 200,
    body: RosterImport,
  },
  problems: ['conflict', 'invalid-roster'],
});

export const RosterPerson = z
  .object({
    line: z.int(),
    name: z.string(),
    email: z.string().nullable(),
    externalId: z.string().nullable(),
    github: z.string().nullable(),
    githubId: z.int().nullable(),
    section: z.string().nullable(),
    team: z.string().nullable(),
    role: CourseRole,
  })
  .meta({ id: 'RosterPerson' });

export const checkRoster = endpoint({
  id: 'checkRoster',
  method: 'post',
  path: '/v1/roster-check',
  tag: 'Courses',
  summary: 'Read a roster as an import would, and change nothing',
  scope: 'read',
  body: 'csv',
  answer: { status: 200, body: z.object({ items: z.array(RosterPerson) }) },
  problems: ['invalid-roster'],
});
