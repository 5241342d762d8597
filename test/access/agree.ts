import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { analyse } from '../../src/analysis/analyse.ts';
import { LIMITS } from '../../src/analysis/limits.ts';
import { NetDecoder } from '../../src/net/decoder.ts';
import { SctpReassembler } from '../../src/net/stream/sctp.ts';
import { readAll } from '../capture/read-all.ts';
import { readS1ap } from '../../src/access/s1ap-ngap/s1ap.ts';
import { readNgap } from '../../src/access/s1ap-ngap/ngap.ts';
import { readNasEps } from '../../src/access/nas/nas-eps.ts';
import { readNas5gs } from '../../src/access/nas/nas-5gs.ts';
import { readGtpv2 } from '../../src/access/gtp/gtpv2.ts';
import { gtpv2Session } from '../../src/access/gtp/gtpv2-session.ts';
const P = new URL('../../../shared/captures/public/', import.meta.url).pathname;
const F=['frame.number','nas-eps.nas_msg_esm_type','nas_5gs.sm.message_type','gtpv2.message_type','gsm_a.gm.sm.pco_pid','gsm_a.gm.sm.pco.pcscf.ipv4','gsm_a.gm.sm.pco.pcscf.ipv6','gtpv2.apn','gtpv2.cause','gtpv2.bearer_qos_label_qci','s1ap.qCI','diameter.cmd.code','diameter.applicationId','diameter.Session-Id','diameter.Result-Code','diameter.Experimental-Result-Code'];
const names=new Map(execFileSync('tshark',['-G','fields'],{encoding:'utf8',maxBuffer:1<<28,stdio:['ignore','pipe','ignore']}).split('\n').map(l=>[l.split('\t')[2],1]));
const opt:string[]=[]; 
const alt=(...c:string[])=>c.find(n=>names.has(n))??'frame.number';
F[1]=alt('nas-eps.nas_msg_esm_type','nas_eps.nas_msg_esm_type'); F[2]=alt('nas-5gs.sm.message_type','nas_5gs.sm.message_type');
const APN=alt('gsm_a.gm.sm.apn'), DNN=alt('nas-5gs.cmn.dnn','nas_5gs.cmn.dnn'), ECAUSE=alt('nas-eps.esm.cause','nas_eps.esm.cause'), EV4=alt('nas-eps.esm.pdn_ipv4','nas_eps.esm.pdn_ipv4'), V4=alt('gtpv2.pdn_addr_and_prefix.ipv4'), V6=alt('gtpv2.pdn_addr_and_prefix.ipv6'), EQCI=alt('nas-eps.esm.qci','nas_eps.esm.qci'), F5=alt('nas-5gs.sm.pdu_addr_inf_ipv4','nas_5gs.sm.pdu_addr_inf_ipv4'), Q5=alt('ngap.fiveQI');
const extra=[APN,DNN,ECAUSE,EV4,V4,V6,EQCI,F5,Q5,'gsm_a.gm.sm.pco.dns.ipv4','gsm_a.gm.sm.pco.dns.ipv6'];
console.log('fields', F[1],F[2],extra.join(' '));
for (const f of process.argv.slice(2)) {
 const cols=[...F,...extra];
 const out=execFileSync('tshark',['-n','-r',P+f,'-o','nas-5gs.null_decipher:TRUE','-Y','gtpv2||nas-eps||nas-5gs||s1ap||ngap||diameter','-T','fields','-E','aggregator=,',...cols.flatMap(c=>['-e',c])],{encoding:'utf8',maxBuffer:1<<28,stdio:['ignore','pipe','ignore']});
 const T=new Map<number,Record<string,string[]>>();
 for(const l of out.split('\n').filter(Boolean)){const v=l.split('\t'); const r:Record<string,string[]>={}; cols.forEach((c,i)=>r[c]=(v[i]??'')===''?[]:v[i].split(',')); T.set(+v[0],r);}
 const O=new Map<number,any>(); const row=(n:number)=>{let r=O.get(n); if(!r){r={esm:0,sm:0,gtp:0,pid:[],pcscf:[],apn:[],ue:[],qci:[],eqci:[],cause:[],dns:[],dia:[]};O.set(n,r);} return r;};
 const net=new NetDecoder(()=>{},LIMITS.net);
 const put=(n:number,m:any)=>{const r=row(n); if(m.pco){r.pid.push(...m.pco.containers); r.pcscf.push(...m.pco.pcscf);r.dns.push(...m.pco.dns);} if(m.apn)r.apn.push(m.apn); r.ue.push(...m.ue); if(m.cause)r.cause.push(m.cause.kind+m.cause.number); for(const b of m.bearers){if(b.qci!==null)r.qci.push(m.carrier+b.qci); if(b.cause)r.cause.push(b.cause.kind+b.cause.number);} };
 const sctp=new SctpReassembler((b,s,e,last,frames,ppid)=>{ if(ppid!==18&&ppid!==60)return; const bytes=b.subarray(s,e); const pdu=ppid===18?readS1ap(bytes):readNgap(bytes); if(!pdu)return; for(const n of pdu.nas){const rd=ppid===18?readNasEps(n.bytes):readNas5gs(n.bytes); if(rd.session){ if(ppid===18&&rd.session.name!=='Attach reject')row(last.frame).esm++; if(ppid===60)row(last.frame).sm++; put(last.frame,rd.session);} } },LIMITS.sctp);
 for(const r of readAll(readFileSync(P+f)).records){const d=net.decode(r); if(!d)continue; if(d.protocol===132)sctp.push(d); else if(d.protocol===17&&(d.sourcePort===2123||d.destinationPort===2123))for(const m of readGtpv2(d.bytes,d.start,d.end)){const s=gtpv2Session(m); if(s){row(r.frame).gtp++; put(r.frame,s.message);}}}
 await analyse([{name:f,path:P+f} as any,].map(()=>({name:f,stream:new Blob([readFileSync(P+f)]).stream()} as any)),{on:{diameter:(e:any)=>row(e.origin.frame).dia.push([e.facts.session,e.facts.result??''].join(' '))}});
 const sum:any={esm:[0,0],sm5g:[0,0],gtpv2:[0,0],containers:[0,0],pcscf:[0,0],dns:[0,0],apn:[0,0],ue:[0,0],gtpQci:[0,0],gtpCause:[0,0],esmCause:[0,0],qciNas:[0,0],diameter:[0,0],results:[0,0]}; const bad:string[]=[];
 const cmp=(k:string,n:number,a:any[],b:any[])=>{const x=a.map(String).sort(),y=b.map(String).sort(); sum[k][0]+=x.length; sum[k][1]+=y.length; if(x.join()!==y.join())bad.push(`${k} frame ${n}: ours ${x} tshark ${y}`);};
 for(const n of new Set([...T.keys(),...O.keys()])){const t=T.get(n)??{}; const o=O.get(n)??{esm:0,sm:0,gtp:0,pid:[],pcscf:[],apn:[],ue:[],qci:[],cause:[],dns:[],dia:[]}; const g=(c:string)=>t[c]??[];
  const wantGtp=g('gtpv2.message_type').filter(x=>[32,33,34,35,36,37,95,96,97,98,99,100].includes(+x));
  cmp('esm',n,Array(o.esm).fill(1),g(F[1]).map(()=>1)); cmp('sm5g',n,Array(o.sm).fill(1),g(F[2]).map(()=>1)); cmp('gtpv2',n,Array(o.gtp).fill(1),wantGtp.map(()=>1));
  cmp('containers',n,o.pid,g('gsm_a.gm.sm.pco_pid').map(x=>Number(x))); cmp('pcscf',n,o.pcscf,[...g('gsm_a.gm.sm.pco.pcscf.ipv4'),...g('gsm_a.gm.sm.pco.pcscf.ipv6')]);
  cmp('dns',n,[...new Set(o.dns)],[...new Set([...g('gsm_a.gm.sm.pco.dns.ipv4'),...g('gsm_a.gm.sm.pco.dns.ipv6')])]);
  cmp('apn',n,o.apn,[...g('gtpv2.apn'),...(APN==='frame.number'?[]:g(APN)),...(DNN==='frame.number'?[]:g(DNN))]);
  cmp('ue',n,o.ue,[...g(V4),...g(V6),...(EV4==='frame.number'?[]:g(EV4)),...(F5==='frame.number'?[]:g(F5))].filter(a=>a!=='0.0.0.0'&&a!=='::'));
  cmp('gtpQci',n,o.qci.filter((x:string)=>x.startsWith('gtpv2')).map((x:string)=>x.slice(5)),g('gtpv2.bearer_qos_label_qci'));
  if(EQCI!=='frame.number')cmp('qciNas',n,o.qci.filter((x:string)=>x.startsWith('s1ap')).map((x:string)=>x.slice(4)),g(EQCI));
  cmp('gtpCause',n,o.cause.filter((x:string)=>x.startsWith('gtpv2')).map((x:string)=>x.slice(5)),wantGtp.length?g('gtpv2.cause'):[]);
  if(ECAUSE!=='frame.number')cmp('esmCause',n,o.cause.filter((x:string)=>x.startsWith('esm')).map((x:string)=>x.slice(3)),g(ECAUSE));
  const apps=g('diameter.applicationId').filter(a=>['16777216','16777236','16777238'].includes(a));
  if(new Set(apps).size||o.dia.length){const sess=g('diameter.Session-Id'); cmp('diameter',n,o.dia.map((x:string)=>x.split(' ')[0]),sess); cmp('results',n,o.dia.map((x:string)=>x.split(' ')[1]).filter(Boolean),[...g('diameter.Result-Code'),...g('diameter.Experimental-Result-Code')]);}
 }
 console.log('==',f,Object.entries(sum).filter(([,v]:any)=>v[0]+v[1]>0).map(([k,v]:any)=>`${k} ${v[0]}/${v[1]}`).join(', ')); for(const b of bad.slice(0,12))console.log('   DIFF',b); if(bad.length>12)console.log('   …',bad.length);
}
