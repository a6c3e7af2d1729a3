/** What an error means to a person. */
export interface ErrorWords {
  readonly title: string;
  readonly paragraphs: readonly string[];
}

const again = 'Go back to the application and connect again.';
const application =
  'This is a fault of the application, not yours. If it happens again, tell whoever makes it the code below.';

const words: ReadonlyMap<string, ErrorWords> = new Map([
  ['access_denied', { title: 'Access was refused', paragraphs: ['The application was not given access.', again] }],
  [
    'invalid_client',
    {
      title: 'This application is not known here',
      paragraphs: [
        'The application is not registered, or its registration has ended.',
        'Remove the connection in the application, add it again and connect.',
      ],
    },
  ],
  [
    'invalid_redirect_uri',
    {
      title: 'The answer would go astray',
      paragraphs: [
        'The application asks to be answered at an address it has not registered. To be safe, nothing was sent.',
        application,
      ],
    },
  ],
  [
    'invalid_scope',
    {
      title: 'Unknown permission',
      paragraphs: ['The application asks for a permission that does not exist.', application],
    },
  ],
  [
    'invalid_target',
    {
      title: 'Wrong address',
      paragraphs: ['The application asks for access to something that is not here.', application],
    },
  ],
  [
    'invalid_request',
    {
      title: 'This request cannot be used',
      paragraphs: ['Something in the request is missing or wrong.', application],
    },
  ],
  [
    'temporarily_unavailable',
    {
      title: 'Not available at the moment',
      paragraphs: ['Something this server needs does not answer.', 'Wait a minute, then try again.'],
    },
  ],
]);

const unknown: ErrorWords = {
  title: 'Something went wrong',
  paragraphs: [`${again} If it happens again, tell whoever runs this server the code below.`],
};

/** An OAuth error code (RFC 6749 section 4.1.2.1 and its extensions) in words. */
export function errorWords(code: string): ErrorWords {
  return words.get(code) ?? unknown;
}

/** For a sign-in that took too long, was finished already, or is open in another browser. */
export const expiredWords: ErrorWords = {
  title: 'This page has expired',
  paragraphs: ['The sign-in took too long, has already been completed, or was begun in another browser.', again],
};

/** For a form that does not prove that it came from our page. */
export const formRefusedWords: ErrorWords = {
  title: 'This form cannot be used',
  paragraphs: ['It was sent already, is too old, or did not come from this page in this browser. Nothing was changed.'],
};

/** For an answer of another sign-in provider that does not belong to what it was asked. */
export const unverifiedWords: ErrorWords = {
  title: 'The sign-in could not be verified',
  paragraphs: [
    'The answer of the sign-in provider does not match the question. To be safe, nobody was signed in.',
    again,
  ],
};
