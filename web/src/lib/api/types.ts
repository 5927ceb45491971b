/**
 * The shapes of the HTTP interface, in the form `openapi-typescript` writes. Written by hand until the server's own
 * OpenAPI document takes this file's place; nothing else describes the interface.
 */
export interface components {
  schemas: {
    Names: { zh: string; en: string };
    Role: 'administrator' | 'archivist' | 'department_clerk' | 'borrower' | 'auditor' | 'temporary';
    Problem: {
      type?: string;
      title: string;
      status: number;
      code: string;
      detail: string;
      params?: Record<string, string>;
      errors?: components['schemas']['FieldError'][];
    };
    FieldError: { field: string; code: string; detail: string };

    Settings: {
      archive_name: string;
      base_url: string | null;
      today: string;
      time_zone: string;
      default_loan_days?: number;
      max_loan_days?: number;
    };
    Setup: { has_storeroom: boolean; has_types: boolean; has_lanes: boolean; has_folders: boolean };
    SelfPerson: {
      no: number;
      name: string;
      display_name: string;
      role: components['schemas']['Role'];
      department: string | null;
      badge_code: string;
    };
    Me: {
      person: components['schemas']['SelfPerson'];
      csrf: string;
      must_change_password: boolean;
      permissions: string[];
      settings: components['schemas']['Settings'];
      setup: components['schemas']['Setup'];
    };
    Token: { id: string; name: string; created_at: string; expires_on: string | null; last_used_at: string | null };
    NewToken: { id: string; name: string; secret: string };

    Person: {
      no: number;
      name: string;
      display_name: string;
      role: components['schemas']['Role'];
      department: string | null;
      expires_on: string | null;
      active: boolean;
      badge_code: string;
      may_sign_in: boolean;
      blocked_reason: string | null;
    };
    CreatedPerson: { person: components['schemas']['Person']; one_time_password?: string | null };
    Department: { code: string; name: components['schemas']['Names'] };
    Class: { code: string; name: components['schemas']['Names']; confidential: boolean; rank: number };

    FieldKind: 'text' | 'number' | 'money' | 'date' | 'phone' | 'vin' | 'plate' | 'identity_number' | 'choice';
    TypeField: {
      id: string;
      name: components['schemas']['Names'];
      kind: components['schemas']['FieldKind'];
      required: boolean;
      choices?: { value: string; name: components['schemas']['Names'] }[];
    };
    SubjectKind: 'person' | 'company' | 'vehicle' | 'household';
    TypeRole: { role: string; name: components['schemas']['Names']; kind: components['schemas']['SubjectKind'] };
    Retention: { kind: 'permanent' | 'years' | 'after_event'; years?: number | null };
    Period: 'month' | 'quarter' | 'year';
    BusinessTypeBody: {
      name: components['schemas']['Names'];
      scope: 'case' | 'subject' | 'subject_year';
      period: components['schemas']['Period'];
      retention: components['schemas']['Retention'];
      class: string;
      thickness_mm: number;
      loan_days: number;
      fields: components['schemas']['TypeField'][];
      roles: components['schemas']['TypeRole'][];
    };
    BusinessType: components['schemas']['BusinessTypeBody'] & { code: string; version: number };
    Preset: { name: string; title: components['schemas']['Names']; description: components['schemas']['Names'] };

    FolderState: string;
    Identity: { kind: string; value: string };
    FolderSubject: {
      no: number;
      kind: components['schemas']['SubjectKind'];
      role: string;
      name: string;
      identities: components['schemas']['Identity'][];
      phones: string[];
      from?: string | null;
      until?: string | null;
    };
    Place: { kind: string; code: string; label: string };
    Home: { slot: string; box?: string | null; label: string };
    Where: {
      state: components['schemas']['FolderState'];
      place: components['schemas']['Place'];
      home: components['schemas']['Home'] | null;
      wrong_place: boolean;
    };
    PersonRef: { no: number; display_name: string; department?: string | null };
    FolderLoan: {
      borrower: components['schemas']['PersonRef'];
      since: string;
      due: string;
      purpose: string | null;
      renewals: number;
      overdue_days: number;
    };
    Flag: { code: string; detail: string };
    FolderCard: {
      code: string;
      folder_no: number;
      business_type: string;
      type_version: number;
      type_name: components['schemas']['Names'];
      class: string;
      department: string | null;
      business_date: string | null;
      opened_on: string;
      period: string;
      thickness_mm: number;
      title: string;
      subjects: components['schemas']['FolderSubject'][];
      fields: Record<string, string>;
      note: string | null;
      aliases: string[];
      foreign_codes: string[];
      condition: 'good' | 'damaged';
      where: components['schemas']['Where'];
      loan: components['schemas']['FolderLoan'] | null;
      assignment: { reason: components['schemas']['Names']; at: string } | null;
      flags: components['schemas']['Flag'][];
      last_seen: { at: string; by: string } | null;
      registered_at: string;
      registered_by: string;
      seq: number;
    };
    FolderHit: {
      code: string;
      business_type: string;
      type_name: components['schemas']['Names'];
      title: string;
      subtitle: string;
      business_date: string | null;
      department: string | null;
      class: string;
      state: components['schemas']['FolderState'];
      place_label: string;
      home_label: string | null;
      borrower?: string | null;
      due?: string | null;
      highlights?: { field: string; text: string }[];
    };
    FacetValue: { value: string; count: number };
    SearchAnswer: {
      items: components['schemas']['FolderHit'][];
      total: number;
      next_cursor: string | null;
      facets: Record<string, components['schemas']['FacetValue'][]>;
      took_ms: number;
      seq: number;
    };
    NewSubject: {
      role?: string;
      kind: components['schemas']['SubjectKind'];
      name: string;
      identities?: components['schemas']['Identity'][];
      phones?: string[];
    };
    Placement: { kind: 'assign' } | { kind: 'stated'; slot: string } | { kind: 'stated_box'; box: string } | { kind: 'none' };
    NewFolder: {
      business_type: string;
      code?: string;
      foreign_codes?: string[];
      business_date?: string;
      department?: string;
      class?: string;
      thickness_mm?: number;
      subjects?: components['schemas']['NewSubject'][];
      fields?: Record<string, string>;
      note?: string;
      placement?: components['schemas']['Placement'];
      expected?: boolean;
    };
    FolderPatch: {
      business_type?: string;
      business_date?: string | null;
      department?: string | null;
      class?: string;
      thickness_mm?: number;
      fields?: Record<string, string>;
      note?: string;
      condition?: 'good' | 'damaged';
      subjects?: components['schemas']['NewSubject'][];
    };
    HistoryItem: {
      seq: number;
      at: string;
      occurred_at: string;
      actor: components['schemas']['PersonRef'];
      kind: string;
      sentence: string;
      detail: Record<string, unknown>;
    };
    BatchResult: {
      code: string;
      folder?: components['schemas']['FolderCard'];
      problem?: components['schemas']['Problem'];
    };
    BatchAnswer: { results: components['schemas']['BatchResult'][] };
    Loan: {
      folder: components['schemas']['FolderHit'];
      borrower: components['schemas']['PersonRef'];
      since: string;
      due: string;
      overdue_days: number;
      renewals: number;
      purpose: string | null;
    };
    ScanSlot: { kind: 'slot'; code: string; label: string; capacity_mm: number; used_mm: number; blocked: boolean };
    Scanned:
      | { kind: 'folder'; folder: components['schemas']['FolderHit'] }
      | { kind: 'folders'; candidates: components['schemas']['FolderHit'][] }
      | { kind: 'person'; person: components['schemas']['Person'] }
      | components['schemas']['ScanSlot']
      | { kind: 'box'; code: string }
      | { kind: 'foreign'; host: string }
      | { kind: 'unknown'; text: string; nearest: string[] };

    Subject: {
      no: number;
      kind: components['schemas']['SubjectKind'];
      name: string;
      identities: components['schemas']['Identity'][];
      phones: string[];
      note: string | null;
      folders: { role: string; from?: string | null; until?: string | null; folder: components['schemas']['FolderHit'] }[];
      merged_into?: number | null;
    };
    SubjectHit: { no: number; kind: components['schemas']['SubjectKind']; name: string; folder_count: number };

    Range: {
      code: string;
      sides: string[];
      bays: number;
      shelves: number;
      slots: number;
      slot_width_mm: number;
      shelf_count: number;
      used_mm: number;
      capacity_mm: number;
      folders: number;
    };
    Storeroom: {
      code: string;
      name: components['schemas']['Names'];
      template: string;
      ranges: components['schemas']['Range'][];
      folders: number;
      used_mm: number;
      capacity_mm: number;
    };
    NewStoreroom: { code: string; name: components['schemas']['Names']; code_template?: string };
    NewRanges: {
      from: number;
      to: number;
      sides: string[];
      bays: number;
      shelves: number;
      slots: number;
      slot_width_mm: number;
    };
    Shelf: {
      code: string;
      side: string;
      bay: number;
      shelf: number;
      zone: string | null;
      lane: string | null;
      period: string | null;
      capacity_mm: number;
      used_mm: number;
      folders: number;
      blocked: boolean;
    };
    PlaceCard: {
      kind: 'slot' | 'shelf' | 'box';
      code: string;
      capacity_mm: number;
      used_mm: number;
      blocked_reason: string | null;
      contents: components['schemas']['FolderHit'][];
      boxes: string[];
      zone: string | null;
      lane: string | null;
      period: string | null;
    };
    ZoneBody: {
      name: components['schemas']['Names'];
      storeroom: string;
      shelves: { from: string; to: string }[];
      accepts: { types: string[]; classes: string[] };
      priority: number;
      overflow: boolean;
    };
    Zone: components['schemas']['ZoneBody'] & {
      code: string;
      capacity_mm: number;
      used_mm: number;
      shelves_total: number;
      shelves_free: number;
      full_on: string | null;
    };
    LaneBody: {
      name: components['schemas']['Names'];
      types: string[];
      period: components['schemas']['Period'];
      boxed: boolean;
    };
    Lane: components['schemas']['LaneBody'] & { code: string; flags: components['schemas']['Flag'][] };

    MappedColumn: { heading: string; target: string };
    Mapping: { columns: components['schemas']['MappedColumn'][] };
    NamedMapping: { name: string; mapping: components['schemas']['Mapping'] };
    Import: {
      id: string;
      file_name: string;
      rows: number;
      encoding: string;
      headings: string[];
      sample: string[][];
      mapping: components['schemas']['Mapping'];
      state: 'uploaded' | 'checking' | 'checked' | 'running' | 'done' | 'failed';
      progress: { done: number; total: number; good: number; bad: number; seconds_left: number | null };
      mapping_name?: string | null;
    };
    ImportRun: {
      mapping: components['schemas']['Mapping'];
      placement: 'stated_or_assign' | 'stated_or_none';
      keep_codes: boolean;
      save_as?: string;
    };
    BadCell: { row: number; column: string | null; code: string; detail: string; value: string | null };
  };
}
