/** Prints why registrations failed: `node examples/print-findings.js trace.pcap…` */
import { analyse } from 'ims-esp';

const inputs = process.argv.slice(2).map(name => ({ name }));
const { diagnosis } = await analyse(inputs, { diagnose: true });

for (const { registration, outcome, verdict, findings } of diagnosis.registrations) {
  console.log(`${registration.impu}: ${outcome}: ${verdict}`);
  for (const { rule, severity, confidence, title, frames } of findings)
    console.log(
      `  ${severity} ${rule} ${title} (${confidence}), frames ${frames.map(({ frame }) => frame).join(' ')}`,
    );
}
