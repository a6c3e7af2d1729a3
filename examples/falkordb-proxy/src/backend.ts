import { randomBytes } from 'node:crypto';
import type { Config } from './config.js';
import type { KeptState } from './embedded/kept-state.js';
import type { Life } from './lifecycle.js';
import { BACKEND_JWKS_PATH, type BackendAccess, localUrlOf, urlOf } from './proxy.js';

/** A backend, and where its graphs are when they are on this machine. */
export interface OpenBackend extends BackendAccess {
  readonly dataDir?: string;
  /** Opens what the proxy keeps beside them. */
  readonly openKept?: () => Promise<KeptState>;
}

/**
 * The backend the configuration names; without one, FalkorDB and a reference backend are started on this machine.
 *
 * @throws FalkorDBUnavailableError with the ways out.
 */
export async function openBackend(config: Config, life: Life, progress: (line: string) => void): Promise<OpenBackend> {
  const { url, apiKey } = config.backend;
  return url === undefined ? startEmbedded(config, life, progress) : { url, apiKey };
}

async function startEmbedded(config: Config, life: Life, progress: (line: string) => void): Promise<OpenBackend> {
  const { openKeptState, provisionFalkorDB, startFalkorDB, startReferenceBackend } = await loadEmbedded();
  const { signal } = life;
  const { dataDir } = config;
  const programs = await provisionFalkorDB({
    progress,
    signal,
    verify: async (candidate) => (await startFalkorDB(candidate, { signal })).stop(),
  });
  const falkordb = await startFalkorDB(programs, { dataDir, queryTimeout: config.backend.timeout, signal });
  life.onEnd(() => falkordb.stop());
  void falkordb.ended.then(() => life.end(new Error('FalkorDB has ended unexpectedly.')));
  progress(`FalkorDB runs on ${programs.server.origin}`);
  const apiKey = config.backend.apiKey ?? randomBytes(24).toString('base64url');
  const queryTimeout = config.backend.timeout;
  const admission = tokenAdmission(config) ?? { apiKey };
  const backend = await startReferenceBackend({ falkordb: falkordb.address, admission, queryTimeout });
  life.onEnd(() => backend.close());
  progress(`the reference backend listens on ${backend.url}`);
  return { url: backend.url, apiKey, dataDir, openKept: () => openKeptState(falkordb.address) };
}

/** With tenants the backend takes the tokens that the proxy mints, and reads the keys for them from the proxy. */
export function tokenAdmission(config: Config) {
  const { credential } = config.backend;
  if (credential.kind !== 'minted') return undefined;
  const { audience, issuer = urlOf(config) } = credential;
  return { jwt: { jwksUri: new URL(BACKEND_JWKS_PATH, localUrlOf(config)).href, issuer, audience } };
}

/** Loaded only when needed: its packages are optional, and left out of the container. */
async function loadEmbedded() {
  try {
    return await import('./embedded/index.js');
  } catch (cause) {
    throw new Error(
      'FALKORDB_MCPSERVER_URL is not set, and the optional packages that run FalkorDB in place are not installed. ' +
        'Name a backend, or install with `npm ci` and without --omit=optional.',
      { cause },
    );
  }
}
