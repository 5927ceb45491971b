/** What belongs to a case of each invented type: the lists of the preset for car dealers. */
import type { BusinessType } from '../src/lib/api/index.ts';

type Document = NonNullable<BusinessType['documents']>[number];
const doc = (id: string, zh: string, en: string, rest: Partial<Document> = {}): Document => ({ id, name: { zh, en }, ...rest });

export const DOCUMENTS: Record<string, Document[]> = {
  NEW: [
    doc('customer_card', '绿卡(客户信息卡)', 'Customer card'),
    doc('purchase_invoice', '购车发票', 'Purchase invoice', { form: 'copy' }),
    doc('sales_contract', '销售合同', 'Sales contract', { form: 'original', signatures: ['customer'] }),
    doc('identity_card', '身份证', 'Identity card, both sides', { form: 'copy', one_of: 'identity' }),
    doc('organisation_certificate', '组织机构代码证', 'Organisation code certificate', { form: 'copy', one_of: 'identity' }),
    doc('delivery_check_sheet', '交车检查表', 'Delivery check sheet', { signatures: ['customer'] }),
    doc('vehicle_licence', '行驶证', 'Vehicle licence', { form: 'copy' }),
    doc('insurance_policy', '保险单', 'Insurance policy', { form: 'copy' }),
    doc('services_list', '衍生服务清单', 'Value-added services list'),
    doc('conformity_certificate', '车辆合格证', 'Certificate of conformity', { form: 'copy' }),
    doc('delivery_photo', '交车照片', 'Delivery photo'),
    doc('pdi_sheet', '新车PDI检查表', 'PDI check sheet', { signatures: ['customer', 'staff'] }),
    doc('other_proofs', '其它证明', 'Other proofs', { conditional: true }),
  ],
  REP: [
    doc('reception_sheet', '接车单', 'Reception sheet', { signatures: ['customer', 'staff'] }),
    doc('repair_authorisation', '任务委托书', 'Repair authorisation', { signatures: ['customer'] }),
    doc('settlement', '结算单', 'Settlement', { signatures: ['customer'] }),
    doc('supplementary_sheet', '增项单', 'Supplementary sheet', { conditional: true }),
    doc('test_drive_sheet', '试车单', 'Test-drive sheet', { conditional: true }),
    doc('damage_assessment', '定损单', 'Damage assessment', { conditional: true }),
    doc('tool_readings', '检测仪读数', 'Tool readings', { conditional: true }),
    doc('estimate', '估算单', 'Estimate', { conditional: true }),
    doc('check_sheet_12', '12项免费检查表', '12-point free check sheet', { signatures: ['customer', 'staff'] }),
  ],
  FST: [
    doc('reception_sheet', '接车单', 'Reception sheet', { signatures: ['customer', 'staff'] }),
    doc('repair_authorisation', '任务委托书', 'Repair authorisation', { signatures: ['customer'] }),
    doc('settlement', '结算单', 'Settlement', { signatures: ['customer'] }),
    doc('first_service_card', '首保卡', 'First-service card', { form: 'copy' }),
    doc('check_sheet_12', '12项免费检查表', '12-point free check sheet', { signatures: ['customer', 'staff'] }),
  ],
  SRV: [
    doc('reception_sheet', '接车单', 'Reception sheet', { signatures: ['customer', 'staff'] }),
    doc('repair_authorisation', '任务委托书', 'Repair authorisation', { signatures: ['customer'] }),
    doc('settlement', '结算单', 'Settlement', { signatures: ['customer'] }),
    doc('check_sheet_12', '12项免费检查表', '12-point free check sheet', { signatures: ['customer', 'staff'] }),
  ],
  OVH: [
    doc('reception_sheet', '接车单', 'Reception sheet', { signatures: ['customer', 'staff'] }),
    doc('repair_authorisation', '任务委托书', 'Repair authorisation', { signatures: ['customer'] }),
    doc('settlement', '结算单', 'Settlement', { signatures: ['customer'] }),
    doc('test_drive_sheet', '试车单', 'Test-drive sheet'),
    doc('estimate', '估算单', 'Estimate'),
    doc('check_sheet_12', '12项免费检查表', '12-point free check sheet', { signatures: ['customer', 'staff'] }),
  ],
  CLM: [
    doc('reception_sheet', '接车单', 'Reception sheet', { signatures: ['customer', 'staff'] }),
    doc('repair_authorisation', '任务委托书', 'Repair authorisation', { signatures: ['customer'] }),
    doc('settlement', '结算单', 'Settlement', { signatures: ['customer'] }),
    doc('part_invoice', '备件发票', 'Spare-part invoice', { conditional: true }),
    doc('test_drive_sheet', '试车单', 'Test-drive sheet', { conditional: true }),
    doc('damage_photos', '损坏件及车辆照片', 'Photos of part and vehicle', { conditional: true }),
    doc('fault_report', '检测及故障报告', 'Test and fault report', { conditional: true }),
    doc('tool_readings', '检测仪读数', 'Tool readings', { conditional: true }),
    doc('check_sheet_12', '12项免费检查表', '12-point free check sheet', { signatures: ['customer', 'staff'] }),
  ],
};
