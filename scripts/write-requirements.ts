/** Writes the table of requirements and their tests into docs/security.md. */
import { readFileSync, writeFileSync } from 'node:fs';
import { BEGIN, END, requirementsTable } from './requirements.js';

const document = new URL('../docs/security.md', import.meta.url);
const text = readFileSync(document, 'utf8');
const [before, rest] = [text.indexOf(BEGIN), text.indexOf(END)];
if (before < 0 || rest < before) throw new Error(`docs/security.md must have the lines ${BEGIN} and ${END}`);
writeFileSync(document, `${text.slice(0, before)}${BEGIN}\n\n${requirementsTable()}\n\n${text.slice(rest)}`);
