# SPDX-License-Identifier: GPL-2.0
# `make help` says what there is. Everything is built under $(BUILD).

VERSION := $(shell cat VERSION)
BUILD	?= build
PREFIX	?= /usr/local
DESTDIR	?=
O	:= $(abspath $(BUILD))

# The kernel that the module is built for and that the VM boots
KVER	?= $(shell scripts/version --kernel)
KDIR	?= /lib/modules/$(KVER)/build

CC	?= gcc
WARN	:= -Wall -Wextra -Wshadow -Wstrict-prototypes -Wmissing-prototypes -Werror
CFLAGS	?= -O2 -g
override CPPFLAGS += -D_GNU_SOURCE -DSYSCORD_VERSION='"$(VERSION)"' \
	-Iinclude/uapi -Iinclude -Ireader -MMD -MP
override CFLAGS += -std=gnu11 $(WARN)
LIBS	:= -lzstd -lcap -ljansson
SAN	:= -fsanitize=address,undefined -fno-sanitize-recover=all -fno-omit-frame-pointer -O1

MAINS	:= syscordctl syscord_reader syscord
TOOLS	:= $(O)/syscordctl $(O)/syscord-reader $(O)/syscord
LIB_SRC	:= $(filter-out $(MAINS:%=reader/%.c),$(wildcard reader/*.c))
LIB_OBJ	:= $(LIB_SRC:%.c=$(O)/%.o)
SAN_OBJ	:= $(LIB_SRC:%.c=$(O)/san/%.o)
UNIT	:= $(patsubst %.c,$(O)/%,$(wildcard tests/unit/test_*.c))
PROGS32	:= $(addprefix $(O)/tests/vm/prog/,compat32 edge32 smoke32 in_flight32 \
	$(patsubst tests/vm/prog/%.c,%32,$(wildcard tests/vm/prog/capture_*.c)))
PROGS	:= $(PROGS32) $(patsubst %.c,$(O)/%,$(filter-out %/compat32.c, \
	$(wildcard tests/vm/prog/*.c tests/bench/*.c)))
# Of other ABIs than the machine's first; on other machines they would be nothing
X86_ONLY := $(addprefix $(O)/tests/vm/prog/,compat32 foreign smoke smoke32)
ifneq ($(shell uname -m),x86_64)
PROGS	:= $(filter-out $(X86_ONLY),$(PROGS))
endif
MODULE	:= $(O)/module/$(KVER)/kmod
MODULE_SRC := $(addprefix $(CURDIR)/,$(filter-out %.mod.c,$(wildcard kmod/Kbuild kmod/*.c kmod/*.h)))

.PHONY: all tools module floor progs deps check check-unit check-vm check-long demo bench bench-complete \
	install dkms-install dkms-uninstall uninstall lint clean help
.DELETE_ON_ERROR:
.SECONDARY:

##@ Building
all: tools module ## the tools and, for the kernel KVER, the module

tools: $(TOOLS) ## syscordctl, syscord-reader, syscord

# kbuild keeps its objects beside the sources, so it gets a directory of links
define link_module
	@test -e $(KDIR)/Makefile || { echo "no headers of kernel $(KVER) in $(KDIR): \
	run scripts/deps, or choose with KVER=" >&2; exit 1; }
	@mkdir -p $(1)
	@ln -sfn $(CURDIR)/include $(dir $(1))include
	@ln -sf $(2) $(1)/
endef

module: ## the kernel module, for KVER=VERSION (default: the newest headers here)
	$(call link_module,$(MODULE),$(MODULE_SRC))
	+$(MAKE) -C $(KDIR) M=$(MODULE) SYSCORD_VERSION=$(VERSION) KCFLAGS=-Werror modules
	@ln -sf module/$(KVER)/kmod/syscord.ko $(O)/syscord.ko

floor: # a module with an empty probe, for the benchmark
	$(call link_module,$(O)/module/$(KVER)/floor,$(addprefix $(CURDIR)/,tests/bench/floor/Kbuild tests/bench/floor/floor.c))
	+$(MAKE) -C $(KDIR) M=$(O)/module/$(KVER)/floor KCFLAGS=-Werror modules

progs: $(PROGS)

deps: ## install (as root) or name the packages that all of this needs
	scripts/deps

$(O)/syscordctl: $(O)/reader/syscordctl.o
$(O)/syscord-reader: $(O)/reader/syscord_reader.o
$(O)/syscord: $(O)/reader/syscord.o
$(TOOLS): $(O)/reader/libsyscordtools.a
	$(CC) $(CFLAGS) $(LDFLAGS) -o $@ $(filter %.o,$^) $(filter %.a,$^) $(LIBS)

$(O)/reader/libsyscordtools.a: $(LIB_OBJ)
	rm -f $@
	$(AR) rcs $@ $^

$(O)/san/reader/libsyscordtools.a: $(SAN_OBJ)
	rm -f $@
	$(AR) rcs $@ $^

$(O)/%.o: %.c VERSION
	@mkdir -p $(@D)
	$(CC) $(CPPFLAGS) $(CFLAGS) -c -o $@ $<

$(O)/san/%.o: %.c VERSION
	@mkdir -p $(@D)
	$(CC) $(CPPFLAGS) $(CFLAGS) $(SAN) -c -o $@ $<

$(O)/tests/unit/%: $(O)/san/tests/unit/%.o $(O)/san/reader/libsyscordtools.a
	@mkdir -p $(@D)
	$(CC) $(CFLAGS) $(SAN) $(LDFLAGS) -o $@ $(filter %.o,$^) $(filter %.a,$^) $(LIBS) -lcmocka

$(filter $(O)/tests/vm/prog/abuse%,$(PROGS)): $(O)/tests/vm/prog/lib/abuse.o
$(O)/tests/vm/prog/%: $(O)/tests/vm/prog/%.o $(O)/tests/vm/prog/lib/raw.o
	@mkdir -p $(@D)
	$(CC) $(CFLAGS) $(LDFLAGS) -o $@ $(filter %.o,$^) $(filter %.a,$^) $(PROG_LIBS) -pthread

# Those that use the tools, too
WITH_TOOLS := $(addprefix $(O)/tests/vm/prog/,account filter_random smoke_compare)
$(WITH_TOOLS): $(O)/reader/libsyscordtools.a
$(WITH_TOOLS): PROG_LIBS = $(LIBS)

$(filter-out $(PROGS32),$(filter $(O)/tests/vm/prog/capture% $(O)/tests/vm/prog/edge,$(PROGS))): \
	$(O)/tests/vm/prog/lib/wants.o
$(O)/tests/vm/prog/edge: $(O)/tests/vm/prog/lib/edges.o
$(O)/tests/vm/prog/smoke: $(O)/tests/vm/prog/lib/calls.o

# For 32 bits, static, so that a guest needs no library. The headers of asm/ lie where
# only gcc-multilib, which excludes cross compilers, would look for them.
$(O)/tests/vm/prog/compat32: tests/vm/prog/compat32.c
$(filter $(O)/tests/vm/prog/capture_%,$(PROGS32)): $(O)/tests/vm/prog/capture_%32: tests/vm/prog/capture_%.c
$(O)/tests/vm/prog/edge32: $(addprefix tests/vm/prog/,edge.c lib/edges.c)
$(O)/tests/vm/prog/in_flight32: tests/vm/prog/in_flight.c
$(O)/tests/vm/prog/smoke32: $(addprefix tests/vm/prog/,smoke.c lib/calls.c)
$(PROGS32): $(addprefix tests/vm/prog/lib/,raw.c wants.c)
	@mkdir -p $(@D)
	$(CC) $(CPPFLAGS) -D_FILE_OFFSET_BITS=64 -idirafter /usr/include/x86_64-linux-gnu \
		$(CFLAGS) $(LDFLAGS) -m32 -static -o $@ $(filter %.c,$^)

# Linked statically: what the loader does would count as the workload's work
$(O)/tests/bench/%: $(O)/tests/bench/%.o
	@mkdir -p $(@D)
	$(CC) $(CFLAGS) $(LDFLAGS) -static -o $@ $<

##@ Testing
check: unit-built vm-built ## all tests; ends with one line of counts
	BUILD=$(O) KVER=$(KVER) scripts/check unit vm

check-unit: unit-built ## what needs no root and no VM, with ASan and UBSan
	BUILD=$(O) scripts/check unit

check-vm: vm-built ## tests/vm/*.sh, in a VM with the stock kernel KVER
	BUILD=$(O) KVER=$(KVER) scripts/check vm

check-long: vm-built ## tests that take more than three minutes each
	BUILD=$(O) KVER=$(KVER) scripts/check long

.PHONY: unit-built vm-built
unit-built: tools $(UNIT)
vm-built: tools module progs

lint: ## sparse over the module, clang-format over everything
	$(call link_module,$(MODULE),$(MODULE_SRC))
	+$(MAKE) -C $(KDIR) M=$(MODULE) SYSCORD_VERSION=$(VERSION) C=2 CF=-Wno-override-init modules
	clang-format --dry-run $(wildcard kmod/*.[ch] reader/*.[ch] tests/*/*.c tests/*/*/*.c)

##@ Seeing it work
demo: export CMD := $(CMD)
demo: vm-built ## record nginx, or any program with CMD='...', in a VM
	BUILD=$(O) KVER=$(KVER) scripts/demo

bench: vm-built floor ## the table of costs; also writes build/bench.json
	BUILD=$(O) KVER=$(KVER) tests/bench/run

bench-complete: vm-built ## what is lost and what it costs, in wait and drop mode; fails on a loss
	BUILD=$(O) KVER=$(KVER) tests/complete/run

##@ Installing (DESTDIR, PREFIX)
install: tools ## the tools and their manual pages
	install -d $(DESTDIR)$(PREFIX)/bin $(DESTDIR)$(PREFIX)/sbin
	install $(O)/syscord $(DESTDIR)$(PREFIX)/bin/
	install $(O)/syscordctl $(O)/syscord-reader $(DESTDIR)$(PREFIX)/sbin/
	for page in $(wildcard docs/man/*.[1-8]); do \
		install -D -m 644 $$page \
		$(DESTDIR)$(PREFIX)/share/man/man$${page##*.}/$${page##*/} || exit 1; \
	done

dkms-install: ## the module's sources for dkms, and the module if dkms is there
	install -d $(DESTDIR)/usr/src/syscord-$(VERSION)/kmod
	cp -r include COPYING $(DESTDIR)/usr/src/syscord-$(VERSION)/
	cp $(MODULE_SRC) $(DESTDIR)/usr/src/syscord-$(VERSION)/kmod/
	sed 's/@VERSION@/$(VERSION)/' dkms.conf >$(DESTDIR)/usr/src/syscord-$(VERSION)/dkms.conf
	[ -n "$(DESTDIR)" ] || dkms install --force syscord/$(VERSION)

dkms-uninstall: ## the module and its sources
	[ -n "$(DESTDIR)" ] || dkms remove syscord/$(VERSION) --all
	rm -rf $(DESTDIR)/usr/src/syscord-$(VERSION)

uninstall: ## the tools and their manual pages
	rm -f $(DESTDIR)$(PREFIX)/bin/syscord $(DESTDIR)$(PREFIX)/sbin/syscordctl \
	      $(DESTDIR)$(PREFIX)/sbin/syscord-reader
	for page in $(wildcard docs/man/*.[1-8]); do \
		rm -f $(DESTDIR)$(PREFIX)/share/man/man$${page##*.}/$${page##*/}; \
	done

##@ Other
clean: ## everything that was built; a kernel that was unpacked stays
	rm -rf $(filter-out $(O)/kernel,$(wildcard $(O)/*))

help: ## this text
	@awk -F ':.*## ' '/^##@/ { print "\n" substr($$0, 5) } \
		/^[a-z-]+:.*## / { printf "  make %-15s %s\n", $$1, $$2 }' Makefile

-include $(shell find $(O) -name '*.d' 2>/dev/null)
