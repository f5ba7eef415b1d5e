/** Certificates to be read, for a hundred years: nobody has their keys. */

/** Of an authority. */
export const authorityPem = [
    "-----BEGIN CERTIFICATE-----",
    "MIIBXTCCAQSgAwIBAgIUP7WuAevw3dT3mX0XAoixXtB+R48wCgYIKoZIzj0EAwIw",
    "FDESMBAGA1UEAwwJYXV0aG9yaXR5MCAXDTI2MTEyMzAwNDk0MVoYDzIxMjYxMDMw",
    "MDA0OTQxWjAUMRIwEAYDVQQDDAlhdXRob3JpdHkwWTATBgcqhkjOPQIBBggqhkjO",
    "PQMBBwNCAAQUd3mo/+gNzpXH3g+l0Mgj1zqpfxSGqIAJVGQ0saTvup9+6hTXp2OM",
    "uY9wnXXHfnPM0W9kiOnZhUMwUY66FxUHozIwMDAPBgNVHRMBAf8EBTADAQH/MB0G",
    "A1UdDgQWBBQzV7MthGDG+L63Ill/O8ng96uwZzAKBggqhkjOPQQDAgNHADBEAiAV",
    "x3mVE6ttZ4SULDcTFsnK454XOs6b4Nk3UsfbWQ48wwIgR4xoezdEJsKiuQAt5qvq",
    "X1j4I8ardOC6oBKYWEAzICg=",
    "-----END CERTIFICATE-----",
    "",
].join("\n");

/** Of somebody who signs nothing. */
export const leafPem = [
    "-----BEGIN CERTIFICATE-----",
    "MIIBTjCB9qADAgECAhRAtQKKqwH1kLdYrywHcVitHcftPDAKBggqhkjOPQQDAjAQ",
    "MQ4wDAYDVQQDDAVzaG93bjAgFw0yNjExMjMwMDQ5NDFaGA8yMTI2MTAzMDAwNDk0",
    "MVowEDEOMAwGA1UEAwwFc2hvd24wWTATBgcqhkjOPQIBBggqhkjOPQMBBwNCAARx",
    "eCEXE+BY3wGxj9pJiLA5RlUYo5ZLErloJIG3LUgMPy5XQPvNKawOttMupaFoevtj",
    "pGaEvIBhNVUBjmA8AnfloywwKjAJBgNVHRMEAjAAMB0GA1UdDgQWBBSHo9YkTCcT",
    "sFV8BPsDquzQ3t9hezAKBggqhkjOPQQDAgNHADBEAiBqKnGd/2Cm5mt8sTibYDxn",
    "+DlTWqel8fHuVPYG4cFKWAIgZwUoFtekv+MFUsFHliBYRm67WkwSdcG/4wQb7ifB",
    "d+w=",
    "-----END CERTIFICATE-----",
    "",
].join("\n");
