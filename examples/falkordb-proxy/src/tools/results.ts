import type { CallInfo, EndpointReply, ToolResult } from 'mcp-rest-proxy';
import { MAX_SAFE_PARAMETER, unsafeParameters } from './parameter-warnings.js';
import type { ResultBudget } from './options.js';
import { describeQueryArguments } from './query-arguments.js';
import { readGraphsReply } from './replies/graphs-reply.js';
import { compact } from './replies/json.js';
import { readQueryReply } from './replies/query-reply.js';
import { readHealthReply, readServerReply } from './replies/server-reply.js';
import { fitRows } from './text/budget.js';
import { writeQueryText } from './text/query-text.js';
import { writeGraphsText, writeHealthText, writeServerText } from './text/server-text.js';

/** Makes the result of a tool from the backend's answer. */
export type Format = (reply: EndpointReply, call: CallInfo) => ToolResult;
