import type { Credential } from '../credentials/credential.js';
import { collectProblems, type Report } from '../endpoints/problems.js';
import { keysMeet } from '../text/nested-keys.js';
import type { PlannedArgument, ToolPlan } from './tool-plan.js';

const FIX = 'Drop it: the credential sends it with every call.';

/** Keys that an argument is known to write. */
function keysOf({ wire, spelling }: PlannedArgument): readonly string[] {
  return [wire, ...(spelling?.names ?? [])];
}

function checkPlan(plan: ToolPlan, names: readonly string[], report: Report): void {
  const { name: tool, endpoint, arguments: list } = plan;
  for (const argument of list.filter(({ section }) => section === 'query')) {
    const key = keysOf(argument).find((wire) => names.some((name) => keysMeet(wire, name)));
    if (key === undefined) continue;
    report(
      `endpoints.${tool}.query.${argument.name}`,
      `is sent as ${JSON.stringify(key)}, which the credential sets.`,
      FIX,
    );
  }
  for (const key of Object.keys(endpoint.constants?.query ?? {}).filter((key) =>
    names.some((name) => keysMeet(key, name)),
  )) {
    report(`endpoints.${tool}.constants.query.${key}`, 'is a parameter that the credential sets.', FIX);
  }
}

/**
 * Refuses maps in which a secret and something else would stand under one name in the query.
 *
 * @param usual The credential of endpoints without one of their own.
 * @throws EndpointError with every such name.
 */
export function checkCredentialNames(plans: readonly ToolPlan[], usual: Credential | undefined): void {
  const { report, throwIfAny } = collectProblems();
  for (const plan of plans) {
    const names = (plan.endpoint.credential ?? usual)?.queryNames ?? [];
    if (names.length > 0) checkPlan(plan, names, report);
  }
  throwIfAny();
}
