import { readFileSync } from 'node:fs';

/** Put there when the program is bundled. */
declare const IMS_ESP_VERSION: string | undefined;

/** The version in package.json. */
export const VERSION: string = typeof IMS_ESP_VERSION === 'string' ? IMS_ESP_VERSION : versionOfPackage();

function versionOfPackage(): string {
  const text = readFileSync(new URL('../../../package.json', import.meta.url), 'utf8');
  return (JSON.parse(text) as { version: string }).version;
}
