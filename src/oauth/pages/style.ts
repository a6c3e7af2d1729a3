import { createHash } from 'node:crypto';

/** The one style sheet. Colours keep a contrast of 4.5:1 for text and 3:1 for borders of controls (WCAG 2.2, AA). */
export const style = `
:root { color-scheme: light dark; --page: #f4f5f7; --card: #fff; --text: #1b1f24; --soft: #57606a; --line: #d9dde2;
  --control: #7d8590; --accent: #1b5cb8; --on-accent: #fff; --alert: #a1260d; --alert-page: #fdf1ee;
  --note: #6b4e00; --note-page: #fdf6e3 }
@media (prefers-color-scheme: dark) {
  :root { --page: #12151a; --card: #1a1e24; --text: #e7eaee; --soft: #a5adb8; --line: #323841; --control: #7d8793;
    --accent: #8ab8ff; --on-accent: #0b1a30; --alert: #ffb4a3; --alert-page: #33201c; --note: #f2d58a; --note-page: #2e2819 }
}
* { box-sizing: border-box }
html { font: 100%/1.5 system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", Arial, sans-serif;
  -webkit-text-size-adjust: 100%; text-size-adjust: 100% }
body { margin: 0; min-height: 100vh; min-height: 100svh; display: flex; flex-direction: column; align-items: center;
  padding: 1rem; background: var(--page); color: var(--text) }
main { width: 100%; max-width: 28rem; margin: auto; padding: 1.75rem; background: var(--card);
  border: 1px solid var(--line); border-radius: .75rem; overflow-wrap: anywhere }
footer { max-width: 28rem; margin-top: 1rem; color: var(--soft); font-size: .875rem; text-align: center;
  overflow-wrap: anywhere }
h1 { margin: 0 0 .5rem; font-size: 1.5rem; line-height: 1.25; font-weight: 650 }
h2 { margin: 1.5rem 0 .5rem; font-size: 1rem; font-weight: 650 }
p { margin: 0 0 1rem }
main > :last-child, main > :last-child > :last-child { margin-bottom: 0 }
ul { margin: 0; padding-left: 1.25rem }
li { margin: .25rem 0 }
code { font: .9375em ui-monospace, SFMono-Regular, Menlo, Consolas, monospace }
dl { margin: 1.25rem 0 0; padding: .25rem 0; border: solid var(--line); border-width: 1px 0 }
dl > div { padding: .5rem 0 }
dt { color: var(--soft); font-size: .875rem }
dd { margin: 0 }
.next { margin: 1.25rem 0 0 }
.soft { color: var(--soft) }
.small { font-size: .875rem }
.alert, .note { margin: 0 0 1rem; padding: .75rem 1rem; border-left: 4px solid; border-radius: .25rem }
.alert { color: var(--alert); background: var(--alert-page) }
.note { margin: 1.25rem 0 0; color: var(--note); background: var(--note-page) }
label { display: block; margin-bottom: .25rem; font-weight: 550 }
input { width: 100%; min-height: 2.75rem; margin-bottom: 1rem; padding: .5rem .75rem; font: inherit; color: inherit;
  background: transparent; border: 1px solid var(--control); border-radius: .5rem }
input[aria-invalid="true"] { border-color: var(--alert) }
.buttons { display: flex; flex-wrap: wrap; gap: .75rem; margin-top: 1.5rem }
button, .button { flex: 1 1 9rem; min-height: 2.75rem; padding: .5rem 1rem; font: inherit; font-weight: 550;
  text-align: center; text-decoration: none; cursor: pointer; color: var(--text); background: transparent;
  border: 1px solid var(--control); border-radius: .5rem }
button.primary, .button.primary { color: var(--on-accent); background: var(--accent); border-color: var(--accent) }
button.link { flex: none; min-height: 1.75rem; padding: 0; font-weight: inherit; color: var(--accent); border: 0;
  text-decoration: underline }
:focus-visible { outline: 3px solid var(--accent); outline-offset: 2px }
.person { display: flex; flex-wrap: wrap; align-items: baseline; gap: 0 .75rem }
@media (max-width: 24rem) { body { padding: .5rem } main { padding: 1.25rem } }
`;

/** What a `style-src` must name to allow this sheet and no other (CSP Level 3, section 2.3.1). */
export const styleSource = `'sha256-${createHash('sha256').update(style).digest('base64')}'`;
