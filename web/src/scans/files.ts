/** A file that was fetched, with the name the server gave it. */
export function fileOf({ file, headers }: { file: Blob; headers: Headers }, otherwise: string): { name: string; content: Blob } {
  const said = /filename="([^"]+)"/.exec(headers.get('content-disposition') ?? '')?.[1];
  return { name: said ?? otherwise, content: file };
}
