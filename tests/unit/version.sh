#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# The version stands in the file VERSION alone, and everything says the same.
set -eu
version=$(cat VERSION)
build=${BUILD:-build}

[[ $version =~ ^[0-9]+\.[0-9]+\.[0-9]+$ ]]
grep -q '^PACKAGE_VERSION="@VERSION@"$' dkms.conf
for tool in syscord syscordctl syscord-reader; do
	"$build/$tool" --version | grep -F "$version"
done
if git grep -n -F "$version" -- . ':!VERSION' ':!CHANGELOG.md' ':!docs' ':!README.md' 2>/dev/null; then
	echo "the version must not stand in these files"
	exit 1
fi

dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
make -s dkms-install DESTDIR="$dir" BUILD="$build"
grep -q "^PACKAGE_VERSION=\"$version\"$" "$dir/usr/src/syscord-$version/dkms.conf"
[ -e "$dir/usr/src/syscord-$version/kmod/Kbuild" ]
[ -e "$dir/usr/src/syscord-$version/include/uapi/linux/syscord.h" ]
