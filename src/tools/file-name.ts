const EXTENSIONS: Readonly<Record<string, string>> = {
  'application/gzip': 'gz',
  'application/json': 'json',
  'application/pdf': 'pdf',
  'application/xml': 'xml',
  'application/zip': 'zip',
  'audio/mpeg': 'mp3',
  'audio/wav': 'wav',
  'image/gif': 'gif',
  'image/jpeg': 'jpg',
  'image/png': 'png',
  'image/svg+xml': 'svg',
  'image/webp': 'webp',
  'text/csv': 'csv',
  'text/plain': 'txt',
  'video/mp4': 'mp4',
};

/** Name of a file that is known by its part alone: servers take a part for a file only when it has one. */
export function fileName(part: string, mediaType: string): string {
  const extension = EXTENSIONS[mediaType.toLowerCase()];
  return extension === undefined ? part : `${part}.${extension}`;
}
