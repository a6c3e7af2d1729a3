import type { Case, Verdict } from './verdict.js';

/** A word that makes the backend replace FalkorDB's message, and what else the answer may mean. */
interface Trigger {
  readonly word: string;
  readonly otherwise: string;
}

/** The backend's codes that stand for `the message contains this word`, whoever wrote the word. */
const TRIGGERS: Readonly<Record<string, Trigger>> = {
  CONNECTION_ERROR: { word: 'connection', otherwise: 'the backend has lost its database' },
  AUTH_ERROR: { word: 'authentication', otherwise: 'the database refuses the backend' },
  PERMISSION_ERROR: { word: 'permission', otherwise: 'the database refuses the backend' },
  SYNTAX_ERROR: { word: 'syntax', otherwise: 'the query has a syntax error' },
};

/**
 * Explains an answer in which the backend has hidden FalkorDB's message. The backend picks status and text by words
 * in that message, and FalkorDB quotes the query in it, so a variable called `permission` makes a 403.
 */
export function describeHiddenText({ error, sent, subject, text, status }: Case): Verdict | undefined {
  const trigger = error.form === 'plain' && error.code !== undefined ? TRIGGERS[error.code] : undefined;
  if (trigger === undefined) return undefined;
  return sent.includes(trigger.word)
    ? blameQuery(trigger, subject, text, status)
    : blameDatabase(trigger, error.code, subject, text);
}

function blameQuery({ word, otherwise }: Trigger, subject: string, text: string, status: number): Verdict {
  const credentials = status === 401 || status === 403 ? ' This says nothing about credentials.' : '';
  return {
    code: 'query_error',
    message:
      `${subject} failed, and the backend hid FalkorDB's message behind "${text}", as it does with every message that ` +
      `contains the word "${word}", which your query contains too.${credentials}`,
    hint:
      `Check the query for mistakes; without the word "${word}", or with it in capitals, the real message is shown.` +
      (word === 'syntax' ? '' : ` It is also possible that ${otherwise}: falkordb_health tells.`),
    outcome: word === 'connection' ? 'unknown' : 'failed',
  };
}

function blameDatabase({ word, otherwise }: Trigger, code: string | undefined, subject: string, text: string): Verdict {
  const isSyntax = word === 'syntax';
  return {
    code: isSyntax ? 'query_error' : code === 'CONNECTION_ERROR' ? 'database_unavailable' : 'database_error',
    message: `${subject} failed: ${otherwise}. The backend hid the database's own message behind "${text}".`,
    hint: isSyntax
      ? 'Check the query for mistakes and call again.'
      : 'Check with falkordb_health. Before repeating a write, check with a read whether it has been carried out.',
    outcome: code === 'CONNECTION_ERROR' ? 'unknown' : 'failed',
  };
}
