import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Provider } from 'oidc-provider';
import type { AuthRoute } from '../../auth/strategy.js';
import { createClientDocuments } from '../clients/metadata-documents.js';
import type { Interactions } from '../interaction/interactions.js';
import type { KeyRing, KeySource } from '../keys/key-source.js';
import type { Sealer } from '../login/seal.js';
import { createSealedRecords } from '../login/sealed-records.js';
import type { OAuthSettings } from '../settings.js';
import { createAdapterFactory } from '../storage/adapter.js';
import { clientSecretMatches } from '../storage/client-secret.js';
import { issueNamedRefreshTokens } from '../storage/refresh-token-id.js';
import type { RevocationFeed } from '../tokens/revocation-feed.js';
import { createConfiguration } from './configuration.js';
import { loadOidcProvider, type OidcPackage, withoutConsole } from './load-provider.js';
import { createOutcomes } from './outcomes.js';
import { createRefreshGrace } from './refresh-grace.js';
import { explainRefusedDocuments } from './refused-documents.js';
import type { KnownResources } from './resources.js';
import { type AccountsOfTokens, createTokenClaims } from './token-claims.js';

/** The library at work, with one set of signing keys. */
export interface Runtime {
  readonly provider: Provider;
  /** Answers a request that has been made fit for the library. */
  readonly handle: (request: IncomingMessage, response: ServerResponse) => Promise<void>;
  /** Pages for people, below the issuer. */
  readonly pages: readonly AuthRoute[];
}

export interface RuntimeParts {
  readonly settings: OAuthSettings;
  readonly sealer: Sealer;
  readonly keys: KeySource;
  readonly feed: RevocationFeed;
  readonly interactions: Interactions;
  readonly resources: KnownResources;
  readonly accounts: AccountsOfTokens;
}

const MARGIN = 3600;

/** Everything but the signing keys is decided once. */
function createBuilder(parts: RuntimeParts, oidc: OidcPackage): (keys: KeyRing) => Runtime {
  const { settings, sealer, feed, interactions } = parts;
  const { store, logger, ttl, registration } = settings;
  const { errors } = oidc;
  const pages = interactions.configure(oidc);
  const grace = createRefreshGrace(createSealedRecords(store, sealer, 'oauth:grace'), settings.refreshGrace);
  const outcomes = createOutcomes({ grace, logger, errors, render: pages.renderError });
  const documents = createClientDocuments(settings.clientIdMetadata, { rules: settings.metadataRules, logger });
  const asked = new WeakSet<object>();
  const adapter = createAdapterFactory({
    store,
    sealer,
    logger,
    usedTtl: (model) => ((model === 'RefreshToken' ? ttl.refreshToken : ttl.authorizationCode) + MARGIN) * 1000,
    clients: {
      unusedTtl: (registration?.unusedTtl ?? ttl.grant) * 1000,
      max: registration?.maxClients ?? Number.MAX_SAFE_INTEGER,
    },
    onGrantEnded: (grant) => feed.announce(grant),
    alreadyUsed() {
      outcomes.noteLostRace(oidc.Provider.ctx);
      return new errors.InvalidGrant('used by another request at the same moment');
    },
    tooManyClients: () => new errors.CustomOIDCProviderError('temporarily_unavailable', 'There are too many clients.'),
  });

  return (keys) => {
    const configuration = createConfiguration({
      settings,
      keys,
      errors,
      adapter,
      resources: parts.resources,
      interaction: {
        ...pages,
        async findAccount(ctx, sub, token) {
          if (token?.kind === 'RefreshToken') await outcomes.judge(ctx, token);
          return pages.findAccount?.(ctx, sub, token);
        },
      },
      extraTokenClaims: createTokenClaims(settings, parts.accounts),
      fetch: (url, init) => documents.fetch(url instanceof Request ? url.url : url, init),
      allowDocument(ctx, clientId) {
        // To report an error, the library looks the client up once more.
        if (asked.has(ctx)) return false;
        asked.add(ctx);
        return documents.allow(clientId, ctx.ip);
      },
    });
    const provider = withoutConsole(logger, () => new oidc.Provider(settings.issuer, configuration));
    // Host and scheme are set by us, in front (toProviderRequest).
    provider.proxy = true;
    provider.Client.prototype.compareClientSecret = function compareClientSecret(actual: string) {
      return clientSecretMatches(this.clientSecret, actual);
    };
    explainRefusedDocuments(provider, errors);
    issueNamedRefreshTokens(provider.RefreshToken, sealer);
    outcomes.attach(provider);
    return { provider, handle: provider.callback(), pages: interactions.routes(provider) };
  };
}

/**
 * Gives the library configured with the keys of the moment; built at the first call, and again when the keys change.
 *
 * @throws MissingPeerError at once, without `oidc-provider`.
 */
export function createRuntime(parts: RuntimeParts): () => Promise<Runtime> {
  const build = createBuilder(parts, loadOidcProvider(parts.settings.logger));
  let built: { readonly keys: KeyRing; readonly runtime: Runtime } | undefined;
  return async () => {
    const keys = await parts.keys.current();
    if (built?.keys !== keys) built = { keys, runtime: build(keys) };
    return built.runtime;
  };
}
