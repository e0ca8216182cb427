import { CLOUD_FORMATS } from './formats/clouds.ts';
import { JSON_LOG_FORMATS } from './formats/json-logs.ts';
import { MAIL_FORMATS } from './formats/mail.ts';
import { MESSAGE_FORMATS } from './formats/messages.ts';
import { TABLE_FORMATS } from './formats/tables.ts';
import { WEB_SERVER_FORMATS } from './formats/web-servers.ts';
import type { LogFormat } from './log-format.ts';

/** Every format that is known without being told; where two fit a log equally well, the first is taken. */
export const LOG_FORMATS: readonly LogFormat[] = [
  ...TABLE_FORMATS,
  ...CLOUD_FORMATS,
  ...WEB_SERVER_FORMATS,
  ...JSON_LOG_FORMATS,
  ...MESSAGE_FORMATS,
  ...MAIL_FORMATS,
];
