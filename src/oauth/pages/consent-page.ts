import { type FormTarget, form } from './form.js';
import { type Html, html } from './html.js';
import { layout } from './layout.js';

/** Who asks, where the answer goes and what is granted, all of it cleaned and in words. */
export interface ConsentView extends FormTarget {
  readonly host: string;
  readonly clientName: string;
  /** The host that published the application's description; `undefined` when it only registered itself. */
  readonly clientHost: string | undefined;
  /** True when whoever runs this server has registered the application. */
  readonly clientKnown: boolean;
  /** Where the answer goes: a host, this device, or another program. */
  readonly destination: string;
  readonly permissions: readonly string[];
  /** What to be careful about. */
  readonly warning: string | undefined;
  /** Who is signed in; `undefined` when that comes after this page. */
  readonly person: string | undefined;
  /** The provider to sign in at after this page. */
  readonly provider: string | undefined;
  /** True when the person can end up with this page left out next time. */
  readonly remembered: boolean;
}

function source({ clientHost, clientKnown }: ConsentView): Html {
  if (clientKnown) return html`<span class="small soft">Registered by whoever runs this server</span>`;
  return clientHost === undefined
    ? html`<span class="small soft">A name it gave itself. Nobody has checked it.</span>`
    : html`<span class="small soft">Described at <b>${clientHost}</b></span>`;
}

function permissionList(permissions: readonly string[]): Html {
  if (permissions.length === 0) return html`<p>Nothing beyond knowing that you agreed.</p>`;
  return html`<ul>${permissions.map((permission) => html`<li>${permission}</li>`)}</ul>`;
}

function person({ person: name }: ConsentView): Html | undefined {
  if (name === undefined) return undefined;
  return html`<div><dt>Signed in as</dt><dd class="person"><bdi>${name}</bdi>
<button class="link" name="action" value="switch">Use another account</button></dd></div>`;
}

function facts(view: ConsentView): Html {
  return html`<dl>
<div><dt>Application</dt><dd><b><bdi>${view.clientName}</bdi></b><br>${source(view)}</dd></div>
<div><dt>The answer goes to</dt><dd><b>${view.destination}</b></dd></div>
${person(view)}
</dl>`;
}

function buttons({ provider }: ConsentView): Html {
  const next = provider !== undefined && html`<p class="next">Next, you sign in at <b>${provider}</b>.</p>`;
  return html`${next}
<div class="buttons">
<button class="primary" name="action" value="approve">${provider === undefined ? 'Allow' : 'Allow and sign in'}</button>
<button name="action" value="deny">Refuse</button>
</div>`;
}

/** The question whether an application may act for the person. */
export function consentPage(view: ConsentView): string {
  const { host, permissions, warning, remembered } = view;
  const content = html`<h1>Allow access?</h1>
<p>An application wants to use <b>${host}</b> in your name.</p>
${form(
  view,
  html`${facts(view)}
<h2>It will be able to</h2>
${permissionList(permissions)}
${warning !== undefined && html`<p class="note" role="note">${warning}</p>`}
${remembered && html`<p class="small soft">Your answer is remembered for this application.</p>`}
${buttons(view)}`,
)}`;
  return layout({ title: 'Allow access?', host, content });
}
