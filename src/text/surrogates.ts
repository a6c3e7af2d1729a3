/** Whether text holds half of a surrogate pair: it can then not be sent as UTF-8. */
export function hasLoneSurrogate(text: string): boolean {
  return /\p{Cs}/u.test(text);
}
