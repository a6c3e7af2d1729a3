import type { errors, Provider } from 'oidc-provider';
import { RefusedDocumentError } from '../clients/metadata-documents.js';

/**
 * Tells whoever made a client-id metadata document what is wrong with it, as a registration is told; the library says
 * only that fetching it has failed.
 */
export function explainRefusedDocuments(
  { Client }: Pick<Provider, 'Client'>,
  { InvalidClientMetadata }: Pick<typeof errors, 'InvalidClientMetadata'>,
): void {
  const find = Client.find;
  Client.find = async function findOrExplain(id) {
    try {
      return await find.call(this, id);
    } catch (error) {
      const cause = error instanceof Error ? error.cause : undefined;
      if (!(cause instanceof RefusedDocumentError)) throw error;
      throw new InvalidClientMetadata(cause.refusal.description, { cause });
    }
  };
}
