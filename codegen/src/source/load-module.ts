import { dirname, extname, join, sep } from 'node:path';
import { createJiti, type Jiti } from 'jiti';
import { importGraph } from './import-graph.js';
import type { Loaded } from './source.js';

const OPTIONS = { fsCache: false, interopDefault: false, sourceMaps: true } as const;

/** Modules of the project itself: what people edit, as against what is installed. */
function ownModules(jiti: Jiti): string[] {
  return Object.keys(jiti.cache).filter((file) => !file.includes(`${sep}node_modules${sep}`));
}

/** Loads modules, and tells which files they are made of. */
export interface ModuleLoader {
  /**
   * The module's exports, and the files they came from. Throws what the module throws.
   *
   * @param text What the module is, in place of what is on the disk.
   */
  load(file: string, text?: string): Promise<Loaded<unknown>>;
  /** Files of the last load, even of one that failed. */
  readonly touched: readonly string[];
}

/**
 * A loader of TypeScript and JavaScript modules. Nothing is kept on disk. TypeScript is read afresh every time;
 * JavaScript modules stay as they were first loaded until the process ends, as Node.js has it.
 *
 * @param provided Modules by name that need not be installed. Default: none.
 */
export function createModuleLoader(provided: Readonly<Record<string, unknown>> = {}): ModuleLoader {
  let touched: readonly string[] = [];
  return {
    get touched() {
      return touched;
    },
    async load(file, text) {
      const jiti = createJiti(join(dirname(file), 'generate-tools.js'), {
        ...OPTIONS,
        virtualModules: { ...provided },
      });
      const before = new Set(ownModules(jiti));
      try {
        const value: unknown = await (text === undefined
          ? jiti.import(file)
          : jiti.evalModule(text, { filename: file, ext: extname(file), async: true }));
        return { value, files: importGraph(file) };
      } finally {
        touched = importGraph(file);
        const loaded = ownModules(jiti).filter((name) => !before.has(name));
        for (const name of loaded) Reflect.deleteProperty(jiti.cache, name);
      }
    },
  };
}
