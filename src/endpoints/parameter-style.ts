import type { ParameterStyle } from './endpoint.js';
import type { SectionName } from './sections.js';

/** Name of a style. */
export type StyleName = NonNullable<ParameterStyle['style']>;

const KEYED: readonly StyleName[] = ['form', 'spaceDelimited', 'pipeDelimited', 'deepObject', 'json'];
const PLAIN: readonly StyleName[] = ['simple', 'json'];

/** Every style there is. */
export const STYLE_NAMES: readonly StyleName[] = ['simple', ...KEYED];

/** Styles that a section has room for, its default first. */
export function stylesOf(section: SectionName): readonly StyleName[] {
  return section === 'query' || section === 'body' ? KEYED : PLAIN;
}

/** Fills in what a style leaves out. */
export function resolveStyle(section: SectionName, { style, explode }: ParameterStyle): Required<ParameterStyle> {
  const name = style ?? (section === 'query' || section === 'body' ? 'form' : 'simple');
  return { style: name, explode: explode ?? name === 'form' };
}
