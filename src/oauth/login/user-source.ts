import { readFileSync, statSync } from 'node:fs';
import { ConfigurationError, type Problem } from '../../errors.js';
import type { Logger } from '../../telemetry/logger.js';
import { checkKinds, objects, text } from '../option-kinds.js';
import { type KnownUser, type LocalUser, readUsers, splitUsers } from './user-entries.js';

type Users = ReadonlyMap<string, KnownUser>;

/** Where the users are: exactly one of the three. */
export interface UserSourceOptions {
  /** Users as values. */
  readonly users?: readonly LocalUser[];
  /** Path of a users file; read again whenever it has changed. */
  readonly file?: string;
  /** The users file's text, for example from an environment variable; `;` may separate users as well. */
  readonly entries?: string;
}

/** The users as they are now. */
export type UserSource = (logger: Logger) => Users;

function refuse(problems: readonly Problem[]): never {
  throw new ConfigurationError(problems, 'The users who may sign in are wrong');
}

function required({ users, problems }: ReturnType<typeof readUsers>, place: string): Users {
  if (problems.length > 0) refuse(problems);
  if (users.size > 0) return users;
  return refuse([{ place, message: 'there is no user.', fix: 'Write one user a line: name:scrypt$…:tenant:scopes' }]);
}

function within(place: string, lines: string): ReturnType<typeof readUsers> {
  return readUsers(splitUsers(lines).map((entry) => ({ ...entry, place: `${place}, ${entry.place}` })));
}

function readFile(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    const reason = error instanceof Error && 'code' in error ? String(error.code) : 'unknown reason';
    return refuse([{ place: `localUsers.file ${JSON.stringify(file)}`, message: `cannot be read (${reason}).` }]);
  }
}

function stamp(file: string): string {
  const { mtimeMs, size, ino } = statSync(file, { throwIfNoEntry: false }) ?? {};
  return `${mtimeMs} ${size} ${ino}`;
}

function fromFile(file: string): UserSource {
  const place = `localUsers.file ${JSON.stringify(file)}`;
  let seen = stamp(file);
  let users = required(within(place, readFile(file)), place);
  return (logger) => {
    const now = stamp(file);
    if (now === seen) return users;
    seen = now;
    try {
      users = required(within(place, readFile(file)), place);
      logger.info({ users: users.size }, 'The users file has changed and was read again');
    } catch (error) {
      // An empty house because of a typing error would be as bad as the error; the operator is told in the log.
      logger.error({ error }, 'The users file has changed and is wrong; the users read before stay in force');
    }
    return users;
  };
}

/** @throws ConfigurationError with everything that is wrong with the users at once. */
export function openUserSource(options: UserSourceOptions): UserSource {
  const wrong = checkKinds('localUsers', options, { users: objects, file: text, entries: text });
  if (wrong.length > 0) refuse(wrong);
  const { users, file, entries } = options;
  const given = [users, file, entries].filter((source) => source !== undefined).length;
  if (given !== 1) {
    refuse([
      { place: 'localUsers', message: `${given} sources of users are given.`, fix: 'Give users, file or entries.' },
    ]);
  }
  if (file !== undefined) return fromFile(file);
  const listed = users?.map((user, index) => ({ place: `localUsers.users[${index}]`, user }));
  const known =
    listed === undefined
      ? required(within('localUsers.entries', entries ?? ''), 'localUsers.entries')
      : required(readUsers(listed), 'localUsers.users');
  return () => known;
}
