import { ConfigurationError } from '../../errors.js';
import { checkKinds, object, whole } from '../option-kinds.js';
import { type AttemptLimiter, type AttemptLimits, createAttemptLimiter } from './attempt-limiter.js';
import { createGate } from './gate.js';
import type { Account, Login, SignIn, SignInAttempt } from './login.js';
import { dummyHash, type PasswordHash, verifyPassword } from './password.js';
import type { KnownUser } from './user-entries.js';
import { openUserSource, type UserSourceOptions } from './user-source.js';

export interface LocalUsersOptions extends UserSourceOptions {
  readonly limits?: AttemptLimits;
}

const MAX_NAME = 256;
const MAX_PASSWORD = 1024;

function toAccount({ name, tenant, scopes }: KnownUser): Account {
  return {
    subject: name,
    name,
    claims: {},
    ...(tenant === undefined ? {} : { tenant }),
    ...(scopes === undefined ? {} : { scopes }),
  };
}

async function check(
  attempt: SignInAttempt,
  name: string,
  user: KnownUser | undefined,
  unknown: PasswordHash,
): Promise<SignIn> {
  const { username, password } = attempt;
  const plausible = username.length <= MAX_NAME && password.length <= MAX_PASSWORD && name !== '';
  // An unknown name costs what a wrong password costs, so that time does not tell which names exist.
  const fits = await verifyPassword(password.slice(0, MAX_PASSWORD), user?.password ?? unknown);
  return fits && plausible && user !== undefined
    ? { status: 'authenticated', account: toAccount(user) }
    : { status: 'denied' };
}

function throttle(limiter: AttemptLimiter, name: string, { remoteAddress }: SignInAttempt): SignIn | undefined {
  const retryAfter = limiter.blockedFor(name, remoteAddress);
  return retryAfter > 0 ? { status: 'throttled', retryAfter } : undefined;
}

function checkLimits(options: LocalUsersOptions): void {
  const { limits = {} } = Object(options) as LocalUsersOptions;
  const positive = whole(1);
  const kinds = { perUser: positive, perAddress: positive, window: positive };
  const wrong = [
    ...checkKinds('localUsers', options, { limits: object }),
    ...checkKinds('localUsers.limits', Object(limits), kinds),
  ];
  if (wrong.length > 0) throw new ConfigurationError(wrong, 'The users who may sign in are wrong');
}

/**
 * People listed in a file, in an environment entry or in code: for development and small teams. One user a line,
 *
 * ```text
 * name:scrypt$N$r$p$salt$hash[:tenant[:scope,scope]]
 * ```
 *
 * with the second field from `hashPassword`; `#` starts a comment line. The name is the account's `sub`. A file is read again
 * when it has changed: whoever is gone from it can no longer refresh. Wrong passwords are limited by name and address
 * (429), in this process.
 *
 * @throws ConfigurationError with everything that is wrong with the users at once.
 */
export function localUsers(options: LocalUsersOptions): Login {
  checkLimits(options);
  const source = openUserSource(options);
  return ({ logger, now }) => {
    const limiter = createAttemptLimiter(options.limits, now);
    const gate = createGate({ running: 2, waiting: 64 });
    const [first] = source(logger).values();
    const unknown = dummyHash(first?.password);
    return {
      kind: 'form',
      async authenticate(attempt) {
        const name = attempt.username.normalize('NFC');
        const answer = await gate.run(async () => {
          const blocked = throttle(limiter, name, attempt);
          if (blocked !== undefined) return blocked;
          const result = await check(attempt, name, source(logger).get(name), unknown);
          if (result.status === 'denied') limiter.recordFailure(name, attempt.remoteAddress);
          return result;
        });
        return answer ?? { status: 'throttled', retryAfter: 5 };
      },
      async find(subject) {
        const user = source(logger).get(subject);
        return user === undefined ? undefined : toAccount(user);
      },
    };
  };
}
