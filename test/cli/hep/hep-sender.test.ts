import { describe, expect, test } from 'vitest';
import { hepSender } from '../../../src/cli/hep/hep-sender.ts';
import { TcpReceiver, UdpReceiver } from '../../support/programs/hep-receiver.ts';

/** Packets of HEP as short as they can be. */
function packet(number: number, length = 100): Buffer {
  const bytes = Buffer.alloc(length, number);
  bytes.write('HEP3', 'latin1');
  bytes.writeUInt16BE(length, 4);
  bytes.writeUInt16BE(length - 6, 10);
  return bytes;
}

const numbers = (packets: readonly Buffer[]) => packets.map(bytes => bytes.at(-1));

describe('over TCP', () => {
  const target = (port: number) => ({ host: '127.0.0.1', port, transport: 'tcp' as const });

  test('packets arrive in order', async () => {
    const receiver = new TcpReceiver();
    const sender = hepSender(target(await receiver.listen()));
    for (let i = 0; i < 100; i++) sender.send(packet(i));
    expect(await sender.finish()).toEqual({ sent: 100, lost: 0, reason: null });
    expect(numbers(receiver.packets)).toEqual(Array.from({ length: 100 }, (_, i) => i));
    await receiver.close();
  });

  test('a collector that starts later gets everything', async () => {
    const receiver = new TcpReceiver();
    const port = await receiver.listen();
    await receiver.close();
    const sender = hepSender(target(port), 20);
    for (let i = 0; i < 10; i++) sender.send(packet(i));
    await new Promise(resolve => setTimeout(resolve, 50));
    await receiver.listen(port);
    expect(await sender.finish()).toMatchObject({ sent: 10, lost: 0 });
    expect(numbers(receiver.packets)).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
    await receiver.close();
  });

  test('after a broken connection another one goes on', async () => {
    const receiver = new TcpReceiver();
    const port = await receiver.listen();
    const sender = hepSender(target(port), 20);
    sender.send(packet(1));
    await expect.poll(() => receiver.packets.length).toBe(1);
    await receiver.close();
    await receiver.listen(port);
    await expect.poll(() => receiver.connections).toBe(2);
    sender.send(packet(2));
    expect(await sender.finish()).toMatchObject({ sent: 2, lost: 0 });
    expect(numbers(receiver.packets)).toEqual([1, 2]);
    await receiver.close();
  });

  test('a collector that does not come is given up, and all is counted', async () => {
    const receiver = new TcpReceiver();
    const port = await receiver.listen();
    await receiver.close();
    const sender = hepSender(target(port), 1);
    for (let i = 0; i < 5; i++) sender.send(packet(i));
    expect(await sender.finish()).toEqual({
      sent: 0,
      lost: 5,
      reason: expect.stringContaining('ECONNREFUSED'),
    });
  });

  test('a collector that does not read holds the sender back', async () => {
    const receiver = new TcpReceiver();
    receiver.onConnection = socket => socket.pause();
    const sender = hepSender(target(await receiver.listen()));
    let sent = 0;
    const all = (async () => {
      for (; sent < 2000; sent++) {
        sender.send(packet(sent, 60_000));
        await sender.settle();
      }
    })();
    await new Promise(resolve => setTimeout(resolve, 300));
    // The system takes a few MiB, the sender one more; 2,000 packets are 114.
    expect(sent).toBeLessThan(1000);
    receiver.onConnection = () => {};
    await receiver.close();
    await receiver.listen();
    sent = 2000;
    await Promise.race([all, new Promise(resolve => setTimeout(resolve, 10))]);
  });
});

describe('over UDP', () => {
  test('packets arrive', async () => {
    const receiver = new UdpReceiver();
    const sender = hepSender({ host: '127.0.0.1', port: await receiver.listen(), transport: 'udp' });
    for (let i = 0; i < 50; i++) sender.send(packet(i));
    expect(await sender.finish()).toEqual({ sent: 50, lost: 0, reason: null });
    await expect.poll(() => receiver.packets.length).toBe(50);
    await receiver.close();
  });

  test('a host that does not exist loses all, with the reason', async () => {
    const sender = hepSender({ host: 'no-such-host.invalid', port: 9060, transport: 'udp' });
    sender.send(packet(1));
    expect(await sender.finish()).toEqual({
      sent: 0,
      lost: 1,
      reason: expect.stringMatching(/ENOTFOUND|EAI_AGAIN/),
    });
  });

  test('a port that is refused is said', async () => {
    const receiver = new UdpReceiver();
    const port = await receiver.listen();
    await receiver.close();
    const sender = hepSender({ host: '127.0.0.1', port, transport: 'udp' });
    for (let i = 0; i < 3; i++) {
      sender.send(packet(i));
      await new Promise(resolve => setTimeout(resolve, 20));
    }
    const { lost, reason } = await sender.finish();
    expect([lost > 0, reason]).toEqual([true, expect.stringContaining('ECONNREFUSED')]);
  });
});
