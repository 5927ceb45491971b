/** A file that was fetched, with the name the server gave it. */
export function fileOf({ file, headers }: { file: Blob; headers: Headers }, otherwise: string): { name: string; content: Blob } {
  const how = headers.get('content-disposition') ?? '';
  const coded = /filename\*=UTF-8''([^;]+)/.exec(how)?.[1];
  return { name: coded ? decodeURIComponent(coded) : (/filename="([^"]+)"/.exec(how)?.[1] ?? otherwise), content: file };
}
