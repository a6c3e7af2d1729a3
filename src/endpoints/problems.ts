import { EndpointError, type Problem } from '../errors.js';

/** Takes one mistake; checking goes on, so that all of them are told at once. */
export type Report = (place: string, message: string, fix?: string) => void;

/** A list of mistakes in the making. */
export interface ProblemList {
  readonly report: Report;
  /** @throws EndpointError when anything was reported. */
  throwIfAny(): void;
}

/** Starts an empty list of mistakes. */
export function collectProblems(): ProblemList {
  const problems: Problem[] = [];
  return {
    report: (place, message, fix) => {
      problems.push(fix === undefined ? { place, message } : { place, message, fix });
    },
    throwIfAny: () => {
      if (problems.length > 0) throw new EndpointError(problems);
    },
  };
}
