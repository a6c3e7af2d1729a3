import type { Revocations } from './strategy.js';

/** The revocations of strategies that stand side by side; each knows its own identities and believes the others'. */
export function mergeRevocations(all: readonly Revocations[]): Revocations | undefined {
  if (all.length === 0) return undefined;
  return {
    recheckInterval: Math.min(...all.map(({ recheckInterval }) => recheckInterval)),
    subscribe(listener) {
      const ends = all.map((revocations) => revocations.subscribe(listener));
      return () => {
        for (const end of ends) end();
      };
    },
    async isAlive(principal) {
      const answers = await Promise.all(all.map((revocations) => revocations.isAlive(principal)));
      return answers.every((alive) => alive);
    },
  };
}
