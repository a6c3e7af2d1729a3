/** A stretch of a text. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

/** A member of an object in the file. */
export interface Entry extends Span {
  /** `undefined` for a spread, or a name that is computed. */
  readonly name: string | undefined;
  readonly nameSpan: Span;
  /** Hash of its value, or of its text when it is no plain property. */
  readonly mark: string;
  /** The doc comment right above it. */
  readonly doc: (Span & { readonly mark: string }) | undefined;
  /** True when there are comments around it that are not its doc comment. */
  readonly hasComments: boolean;
  /** Behind its comma, and behind a comment on the same line. */
  readonly lineEnd: number;
  readonly hasComma: boolean;
  /** What it holds, when that is an object written out. */
  readonly object: ObjectShape | undefined;
  /** Its value, when that is a string. */
  readonly string: string | undefined;
}

/** An object written out in the file. */
export interface ObjectShape {
  /** From its opening to behind its closing brace. */
  readonly span: Span;
  /** Behind the opening brace, and behind a comment on the same line. */
  readonly open: number;
  readonly entries: readonly Entry[];
  /** True when it holds a comment behind its last entry, or no entry but a comment. */
  readonly hasTail: boolean;
}

/** A top-level statement that declares a name; doc comment included. */
export interface Statement extends Span {
  readonly mark: string;
  /** Behind a comment on the same line. */
  readonly lineEnd: number;
}

/** An import from the package. */
export interface ImportShape extends Span {
  /** What is between its braces; `undefined` when it has none. Each text says by itself whether it is a type. */
  readonly specifiers: readonly { readonly name: string; readonly local: string; readonly text: string }[] | undefined;
  readonly hasComments: boolean;
}

/** A word that a rule has to know the places of. */
export interface Mention {
  readonly name: string;
  readonly at: number;
}

/** What of an existing map the merge has to know. */
export interface MapShape {
  readonly text: string;
  readonly header: (Span & { readonly mark: string }) | undefined;
  readonly imports: readonly ImportShape[];
  /** End of the last import; 0 without any. */
  readonly importsEnd: number;
  readonly statements: ReadonlyMap<string, Statement>;
  readonly definitions: (Statement & { readonly object: ObjectShape }) | undefined;
  readonly endpoints: {
    readonly statement: Statement;
    readonly object: ObjectShape;
    /** The call of `withDefinitions` around the object. */
    readonly call: Span | undefined;
  };
  /** Names used as values or types, imports and declarations left out. */
  readonly identifiers: readonly Mention[];
  /** Definitions referred to by `#/$defs/…`, where they are. */
  readonly references: readonly Mention[];
}
