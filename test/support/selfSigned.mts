/**
 * A certificate that nobody vouches for, valid for a hundred years and known only to these tests. Made by:
 * openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 36500 -subj /CN=127.0.0.1 -addext subjectAltName=IP:127.0.0.1
 */
export const SELF_SIGNED = {
	key: `-----BEGIN PRIVATE KEY-----
MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQgNLk43GHtc5cWa8RR
hRaWV7Qq+2QSe/tel72IlKeWr6uhRANCAAR0Ynes2x++ctbf2QZ0MIz9t/Ff19Wo
Pg2mTWdDxgjomeajPLpDcA4qly0ACBrjrYqJYFEy/walLC5219gNTZe2
-----END PRIVATE KEY-----
`,
	cert: `-----BEGIN CERTIFICATE-----
MIIBkDCCATagAwIBAgIUbPNipr7UhxYtE7DLQ5ewHK0yXJYwCgYIKoZIzj0EAwIw
FDESMBAGA1UEAwwJMTI3LjAuMC4xMCAXDTI2MTEyMzA2MzE0NloYDzIxMjYxMDMw
MDYzMTQ2WjAUMRIwEAYDVQQDDAkxMjcuMC4wLjEwWTATBgcqhkjOPQIBBggqhkjO
PQMBBwNCAAR0Ynes2x++ctbf2QZ0MIz9t/Ff19WoPg2mTWdDxgjomeajPLpDcA4q
ly0ACBrjrYqJYFEy/walLC5219gNTZe2o2QwYjAdBgNVHQ4EFgQUfB+YmCFK6FdL
gmwDzza9a0OYwbkwHwYDVR0jBBgwFoAUfB+YmCFK6FdLgmwDzza9a0OYwbkwDwYD
VR0TAQH/BAUwAwEB/zAPBgNVHREECDAGhwR/AAABMAoGCCqGSM49BAMCA0gAMEUC
IHMsEJquWnG0I8xXO9BnK+MCbwghEbGafPkucnrWKnVqAiEA8sIe3kokmdM+H9Bv
vJfaV76RFgMhsN02teMhnADMcOo=
-----END CERTIFICATE-----
`,
};
