/**
 * What may be sent again after a failure.
 *
 * - `never`: nothing.
 * - `connect-only`: attempts of which no byte can have reached the backend. Default for POST, PUT, PATCH, DELETE.
 * - `safe`: also lost answers, 429 and 503 within the time budget, 500, 502 and 504. Default for GET, HEAD, OPTIONS.
 */
export type RetryClass = 'never' | 'connect-only' | 'safe';
