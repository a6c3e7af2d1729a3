import { suggestName } from '../endpoints/nearest-name.js';
import { ConfigurationError, type Problem } from '../errors.js';
import { type CompileOptions, resolveCompileOptions } from '../tools/compile-options.js';
import { createToolSet } from '../tools/create-tool-set.js';
import type { ToolSet } from '../tools/tool-set.js';
import type { GeneratedTool, ToolHooks } from './generated-tool.js';
import { planGenerated } from './plan-generated.js';

export interface GeneratedToolsOptions extends CompileOptions {
  /**
   * Functions by tool name, in place of those the tool was generated with: an endpoint map made at run time fits.
   * Default: those of the map's module.
   */
  readonly hooks?: Readonly<Record<string, ToolHooks>>;
}

function checkNames(tools: readonly GeneratedTool[], hooks: Readonly<Record<string, ToolHooks>>): void {
  const names = new Set<string>();
  const problems: Problem[] = [];
  for (const { definition } of tools) {
    const { name } = definition;
    if (names.has(name)) {
      problems.push({ place: `tools.${name}`, message: 'is there twice.', fix: 'Leave one of them out.' });
    }
    names.add(name);
  }
  for (const name of Object.keys(hooks).filter((key) => !names.has(key))) {
    problems.push({ place: `hooks.${name}`, message: 'names no tool.', fix: suggestName(name, [...names]) });
  }
  if (problems.length > 0) throw new ConfigurationError(problems, 'The generated tools cannot be put together');
}

/**
 * Puts generated tools together into a set that is called, listed and attached like one of `compileTools`, in the
 * order given. Nothing is compiled: the checks are part of the generated code.
 *
 * @throws ConfigurationError with every mistake in the options, hooks of unknown tools, or a tool given twice.
 */
export function generatedTools(tools: readonly GeneratedTool[], options: GeneratedToolsOptions): ToolSet {
  const { hooks = {}, ...rest } = options;
  checkNames(tools, hooks);
  const plans = tools.map((tool) => {
    const { name } = tool.definition;
    return planGenerated(tool, Object.hasOwn(hooks, name) ? hooks[name] : undefined);
  });
  return createToolSet(plans, resolveCompileOptions(rest));
}
