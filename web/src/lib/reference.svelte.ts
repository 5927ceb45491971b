/** Small lists that many pages need: business types, departments, classes. Read once, read again after a change. */
import { api, type BusinessType, type Department, type SecrecyClass } from '$lib/api';
import { named } from '$lib/i18n/index.svelte';

class Reference {
  types = $state.raw<BusinessType[]>([]);
  departments = $state.raw<Department[]>([]);
  classes = $state.raw<SecrecyClass[]>([]);
  private once: Promise<void> | null = null;

  load(): Promise<void> {
    this.once ??= this.reload().catch((error: unknown) => {
      this.once = null;
      throw error;
    });
    return this.once;
  }

  async reload(): Promise<void> {
    const [types, departments, classes] = await Promise.all([api.businessTypes(), api.departments(), api.classes()]);
    this.types = types.items;
    this.departments = departments.items;
    this.classes = classes.items;
  }

  type(code: string): BusinessType | undefined {
    return this.types.find((type) => type.code === code);
  }

  typeName(code: string): string {
    return named(this.type(code)?.name) || code;
  }

  departmentName(code: string | null | undefined): string {
    return named(this.departments.find((item) => item.code === code)?.name) || (code ?? '');
  }

  secrecy(code: string): SecrecyClass | undefined {
    return this.classes.find((item) => item.code === code);
  }

  className(code: string | null | undefined): string {
    return named(this.classes.find((item) => item.code === code)?.name) || (code ?? '');
  }
}

export const reference = new Reference();
