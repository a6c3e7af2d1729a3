import type { EventEmitter } from 'node:events';
import type { Configuration, errors, KoaContextWithOIDC, Provider, RefreshToken } from 'oidc-provider';
import { StoreUnavailableError } from '../../store/store.js';
import type { Logger } from '../../telemetry/logger.js';
import { STORE_RETRY_AFTER } from '../http/answers.js';
import type { RefreshGrace } from './refresh-grace.js';

/** Puts right what the library answers, where our rules differ. */
export interface Outcomes {
  /** Goes in front of the library's routes. */
  attach(provider: Provider): void;
  /** Called when a code or refresh token turns out to have been used by somebody else in between. */
  noteLostRace(ctx: KoaContextWithOIDC | undefined): void;
  /** Called with a refresh token before it is judged. @throws when the answer has been given before and is given again. */
  judge(ctx: KoaContextWithOIDC, token: RefreshToken): Promise<void>;
}

interface Note {
  lostRace?: boolean;
  token?: RefreshToken;
  replay?: object;
  failure?: unknown;
}

const programRoutes: ReadonlySet<string> = new Set(['token', 'revocation', 'registration', 'discovery', 'jwks']);

function answerUnavailable(ctx: KoaContextWithOIDC): void {
  ctx.remove('Location');
  ctx.status = 503;
  ctx.set('Retry-After', String(STORE_RETRY_AFTER));
  ctx.body = { error: 'temporarily_unavailable', error_description: 'The server cannot reach its store. Try again.' };
}

/** RFC 6749 section 5.2 wants 401; the library has 400 where the client's document could not be had. */
function correctStatus(ctx: KoaContextWithOIDC): void {
  const { error } = Object(ctx.body) as { readonly error?: unknown };
  if (error === 'invalid_client') ctx.status = 401;
  if (error !== 'temporarily_unavailable') return;
  if (ctx.status < 429) ctx.status = 503;
  if (!ctx.res.hasHeader('Retry-After')) ctx.set('Retry-After', String(STORE_RETRY_AFTER));
}

/** Advertised is what is accepted (T004): answers go into the query only. */
function trimMetadata(ctx: KoaContextWithOIDC): void {
  if (ctx.status === 200) ctx.body = { ...Object(ctx.body), response_modes_supported: ['query'] };
}

function logFailures(provider: Provider, logger: Logger, isReplay: (ctx: object) => boolean): void {
  const log = (what: string) => (ctx: KoaContextWithOIDC, error: errors.OIDCProviderError) => {
    if (isReplay(ctx)) return;
    const reason = error.error_detail ?? error.error_description;
    logger.info({ error: error.error, reason, client: ctx.oidc?.client?.clientId }, `${what} was refused`);
  };
  provider.on('authorization.error', log('An authorization request'));
  provider.on('grant.error', log('A token request'));
  provider.on('registration_create.error', log('A registration'));
  provider.on('revocation.error', log('A revocation'));
}

/** @param render gives an error as a page, for people. */
export function createOutcomes(parts: {
  readonly grace: RefreshGrace;
  readonly logger: Logger;
  readonly errors: typeof errors;
  readonly render: Configuration['renderError'];
}): Outcomes {
  const { grace, logger } = parts;
  const notes = new WeakMap<object, Note>();

  const note = (ctx: object): Note => {
    const known = notes.get(ctx) ?? {};
    notes.set(ctx, known);
    return known;
  };

  const settle = async (ctx: KoaContextWithOIDC): Promise<void> => {
    const { failure, lostRace, token, replay } = note(ctx);
    if (failure instanceof StoreUnavailableError) throw failure;
    const route = ctx.oidc?.route;
    if (route === 'discovery') trimMetadata(ctx);
    if (route !== 'token') return;
    if (ctx.status === 200) return grace.keep(ctx);
    const again = replay ?? (lostRace === true && token !== undefined ? await grace.recall(ctx, token) : undefined);
    if (again === undefined) return;
    ctx.status = 200;
    ctx.body = again;
  };

  const middleware = async (ctx: KoaContextWithOIDC, next: () => Promise<unknown>): Promise<void> => {
    try {
      await next();
      await settle(ctx);
    } catch (error) {
      if (!(error instanceof StoreUnavailableError)) throw error;
      logger.error({ error }, 'The authorization server cannot reach its store');
      answerUnavailable(ctx);
      if (!programRoutes.has(ctx.oidc?.route ?? '')) {
        await parts.render?.(ctx, { error: 'temporarily_unavailable' }, error);
      }
    }
    if (programRoutes.has(ctx.oidc?.route ?? '')) correctStatus(ctx);
  };

  return {
    attach(provider) {
      provider.use(middleware);
      provider.on('server_error', (ctx: KoaContextWithOIDC, error: Error) => {
        note(ctx).failure = error;
        if (!(error instanceof StoreUnavailableError)) logger.error({ error }, 'The authorization server failed');
      });
      const emitter: EventEmitter = provider;
      emitter.on('error', (error: unknown) => logger.error({ error }, 'The authorization server failed'));
      logFailures(provider, logger, (ctx) => note(ctx).replay !== undefined);
    },
    noteLostRace(ctx) {
      if (ctx !== undefined) note(ctx).lostRace = true;
    },
    async judge(ctx, token) {
      note(ctx).token = token;
      if (token.consumed === undefined) return;
      const replay = await grace.recall(ctx, token);
      if (replay === undefined) {
        logger.warn(
          { client: token.clientId, subject: token.accountId },
          'A refresh token was used twice; its grant ends',
        );
        return;
      }
      note(ctx).replay = replay;
      throw new parts.errors.InvalidGrant('the same answer is given again');
    },
  };
}
