import ts from 'typescript';

/** What a map exports, with the library replaced by functions that only say what they were called with. */
export interface EvaluatedMap {
  readonly endpoints: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
  readonly definitions: Readonly<Record<string, unknown>>;
  readonly baseUrl: string | undefined;
  readonly credential: ((environment: Readonly<Record<string, string>>) => unknown) | undefined;
}

const COMPILER_OPTIONS = { module: ts.ModuleKind.CommonJS, target: ts.ScriptTarget.ES2022 };

/** Runs the text of a map. */
export function evaluateMap(text: string): EvaluatedMap {
  const code = ts.transpileModule(text, { compilerOptions: COMPILER_OPTIONS }).outputText;
  let definitions: Readonly<Record<string, unknown>> = {};
  const library = {
    withDefinitions(shared: Readonly<Record<string, unknown>>, endpoints: unknown) {
      definitions = shared;
      return endpoints;
    },
    noCredential: () => 'none',
    bearer: (options: object) => ({ bearer: options }),
    apiKeyHeader: (options: object) => ({ apiKeyHeader: options }),
    apiKeyQuery: (options: object) => ({ apiKeyQuery: options }),
    allOf: (...all: readonly unknown[]) => ({ allOf: all }),
  };
  const exported: { endpoints: EvaluatedMap['endpoints']; baseUrl?: string; credential?: EvaluatedMap['credential'] } =
    {
      endpoints: {},
    };
  new Function('exports', 'require', code)(exported, () => library);
  const { endpoints, baseUrl, credential } = exported;
  return { endpoints, definitions, baseUrl, credential };
}

/** The mistakes of a map as TypeScript, by itself: syntax only. */
export function syntaxMistakes(text: string): readonly string[] {
  const { diagnostics = [] } = ts.transpileModule(text, { compilerOptions: COMPILER_OPTIONS, reportDiagnostics: true });
  return diagnostics.map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, ' '));
}
