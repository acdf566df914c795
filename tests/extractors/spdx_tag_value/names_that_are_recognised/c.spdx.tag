SPDXVersion: SPDX-2.3
DataLicense: CC0-1.0
SPDXID: SPDXRef-DOCUMENT
DocumentName: one
PackageName: left
SPDXID: SPDXRef-left
PackageVersion: 1.0.0
ExternalRef: PACKAGE-MANAGER purl pkg:npm/left@1.0.0
