import { answered, atLeast, is, met, outputOf, type Answer, type Table } from "../../../traceability";
import { apps, bucket, cache, environments, everywhere, generated, given, onAws, password, production, variable } from "./parts";

type Environment = (typeof environments)[number];

/** The application gets this variable, in every environment. */
const set = (name: string, value: string | ((environment: Environment) => string)) =>
    environments.map(one => one.stack.input(one.app, variable(name), is(typeof value === "string" ? value : value(one))));
const has = (...variables: readonly ReturnType<typeof set>[]): Answer => met(...variables.flat());
const onAwsOnly = environments.slice(1);

/** The document's `.env.production`: what is in the open, and what is a secret. */
export const variables: Table = {
    "000-014": has(set("NODE_ENV", "production")),
    "000-015": has(set("NEXT_TELEMETRY_DISABLED", "1")),
    "000-016": has(set("NEXT_PUBLIC_APP_URL", ({ domain, origin }) => origin(domain))),
    "000-017": has(set("NEXT_PUBLIC_API_URL", ({ domain, origin }) => origin(`api.${domain}`))),
    "000-019": met(...onAwsOnly.map(({ stack, app }) => stack.input(app, variable("NEXT_PUBLIC_ENABLE_MONITORING"), is("true")))),
    "000-020": has(set("MONITORING_ENDPOINT", ({ domain, origin }) => `${origin(`monitoring.${domain}`)}/api/events`)),
    "000-021": met(...given("MONITORING_API_KEY")),
    "000-022": has(set("NEXT_PUBLIC_SUPABASE_URL", ({ supabase }) => `https://${supabase}.supabase.co`)),
    "000-023": has(set("NEXT_PUBLIC_SUPABASE_ANON_KEY", ({ anonKey }) => anonKey)),
    "000-024": met(...given("SUPABASE_SERVICE_ROLE_KEY")),
    "000-025": met(...given("DATABASE_URL")),
    "000-026": has(set("DATABASE_POOL_SIZE", "10")),
    "000-027": has(set("DATABASE_TIMEOUT", "30000")),
    "000-028": answered(
        "The address has the password in it, so that it is a secret; and on AWS it begins with `rediss`, for ElastiCache takes nothing but TLS.",
        ...generated("REDIS_URL"),
        ...onAws.map(stack => stack.input(cache, ["port"], is(6379))),
    ),
    "000-030": has(set("REDIS_DB", "0")),
    "000-031": met(
        ...generated("JWT_SECRET", password("app-secret-jwt")),
        ...everywhere.map(stack => stack.input(password("app-secret-jwt"), ["length"], atLeast(32))),
    ),
    "000-032": met(
        ...generated("ENCRYPTION_KEY", password("app-secret-encryption-key")),
        ...everywhere.map(stack => stack.input(password("app-secret-encryption-key"), ["length"], is(32))),
        production.option(password("app-secret-encryption-key"), "protect", is(true)),
    ),
    "000-033": met(...generated("SESSION_SECRET", password("app-secret-session"))),
    "000-034": met(...onAws.map(stack => stack.input(apps, variable("STORAGE_BUCKET"), outputOf(bucket, "bucket")))),
    "000-035": met(...onAwsOnly.map(({ stack, app }) => stack.input(app, variable("STORAGE_REGION"), is("ap-northeast-1")))),
    "000-037": met(...set("SMTP_HOST", "smtp.wakeup.example"), ...given("SMTP_USER"), ...given("SMTP_PASS")),
    "000-046": has(set("PORT", "3000"), set("HOSTNAME", "0.0.0.0")),
    "000-102": has(set("LOG_LEVEL", "info")),
};
