/** What a run does besides reading. */
export interface RunOptions {
  /** Folder that places in results are relative to. */
  readonly cwd: string;
  /** False: nothing is written. */
  readonly write: boolean;
  /** Overwrites files that somebody else wrote. */
  readonly force: boolean;
  /** Makes every warning an error. */
  readonly strict: boolean;
  /** Places in maps whose edits are given up for what the document says. */
  readonly take: readonly string[];
  /** Told what is being done, for people who wait. */
  readonly progress: (step: string) => void;
  /** Ends the reading of a URL. */
  readonly signal: AbortSignal | undefined;
}
