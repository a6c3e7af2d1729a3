/** What kind of thing changed. */
export type ChangeKind =
  | 'tool-added'
  | 'tool-removed'
  | 'tool-renamed'
  | 'argument-added'
  | 'argument-removed'
  | 'argument-required'
  | 'argument-optional'
  | 'argument-narrowed'
  | 'argument-widened'
  | 'argument-changed'
  | 'argument-default'
  | 'argument-described'
  | 'arguments-changed'
  | 'result-added'
  | 'result-removed'
  | 'result-narrowed'
  | 'result-widened'
  | 'result-changed'
  | 'result-described'
  | 'title-changed'
  | 'description-changed'
  | 'annotation-changed'
  | 'scopes-changed'
  | 'endpoint-changed';

/** One difference between two generations, as somebody who calls the tools sees it. */
export interface Change {
  readonly kind: ChangeKind;
  /** Its new name, when it was renamed. */
  readonly tool: string;
  /** True when a call that was fine may fail now, a promise was taken back, or a result may no longer be understood. */
  readonly breaking: boolean;
  /** One sentence without the tool's name: `argument "limit" became required.` */
  readonly message: string;
  /** Argument, result property or annotation: `limit`, `lines[].sku`. */
  readonly subject?: string;
}
