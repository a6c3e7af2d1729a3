import { alert, type FormTarget, form } from './form.js';
import { html } from './html.js';
import { layout } from './layout.js';

export interface SignInView extends FormTarget {
  readonly host: string;
  /** The application's name, cleaned. */
  readonly clientName: string;
  /** What was typed before. */
  readonly username?: string;
  /** Why the last attempt did not succeed. */
  readonly problem?: string;
}

/** Name and password, so that password managers know what is what. */
export function signInPage(view: SignInView): string {
  const { host, clientName, username = '', problem } = view;
  const invalid = problem === undefined ? undefined : html` aria-invalid="true" aria-describedby="problem"`;
  const focus = html` autofocus`;
  const fields = html`<label for="username">User name</label>
<input id="username" name="username" value="${username}" autocomplete="username" autocapitalize="none"
  autocorrect="off" spellcheck="false" maxlength="256" required${invalid}${username === '' && focus}>
<label for="password">Password</label>
<input id="password" name="password" type="password" autocomplete="current-password" maxlength="1024"
  required${invalid}${username !== '' && focus}>
<div class="buttons">
<button class="primary" name="action" value="sign-in">Sign in</button>
<button name="action" value="deny" formnovalidate>Cancel</button>
</div>`;
  const content = html`<h1>Sign in</h1>
<p class="soft">to let <bdi>${clientName}</bdi> connect to ${host}</p>
${alert(problem)}
${form(view, fields)}`;
  return layout({ title: problem === undefined ? 'Sign in' : 'Sign in: try again', host, content });
}
