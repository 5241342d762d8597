/** Counts the SIP messages inside ESP: `node examples/count-protected.js trace.pcap…` */
import { analyse } from 'ims-esp';

const inputs = process.argv.slice(2).map(name => ({ name }));
const counts = new Map();

const { summary } = await analyse(inputs, {
  on: {
    sip: ({ origin: { protection } }) => {
      const sa = protection === null ? 'unprotected' : (protection.sa?.name ?? 'unknown SA');
      counts.set(sa, (counts.get(sa) ?? 0) + 1);
    },
  },
});

for (const [sa, count] of counts) console.log(`${sa}: ${count}`);
console.log(`${summary.sip.protected} of ${summary.sip.messages} messages inside ESP`);
