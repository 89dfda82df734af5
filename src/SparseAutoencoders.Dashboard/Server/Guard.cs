using System.Net;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.WebUtilities;

namespace SparseAutoencoders.Dashboard.Server;

/// <summary>Stands before everything: who may ask, and what a browser may do with the answer.</summary>
/// <param name="host">The name or address asked to listen on; null for this machine alone.</param>
/// <param name="token">What a caller must know; null if nothing.</param>
internal sealed class Guard(string? host, string? token)
{
    /// <summary>Nothing is loaded from elsewhere, nothing runs or styles that does not come as a file of ours, and no other page frames ours.</summary>
    public const string Policy = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; base-uri 'self'; form-action 'self'; frame-ancestors 'none'";

    private const string Parameter = "token";

    /// <summary>Answers what must not go on, and lets the rest pass.</summary>
    public async Task Invoke(HttpContext context, Func<Task> next)
    {
        var (request, headers) = (context.Request, context.Response.Headers);
        headers.ContentSecurityPolicy = Policy;
        headers.XContentTypeOptions = "nosniff";
        headers["Referrer-Policy"] = "no-referrer";
        headers["Cross-Origin-Opener-Policy"] = "same-origin";
        headers["Cross-Origin-Resource-Policy"] = "same-origin";
        headers.CacheControl = "no-store";

        // A foreign page can have its own name lead here; what it then asks still carries that name.
        if (!IsOurs(request.Host.Host)) await Refuse(context, StatusCodes.Status421MisdirectedRequest, "This name is not this program's.");
        else if (request.Headers.Origin is [{ } origin] && !IsSame(origin, request)) await Refuse(context, StatusCodes.Status403Forbidden, "Another page may not ask here.");
        else if (token is null || Knows(request.Cookies[Cookie(request)])) await next();
        else if (HttpMethods.IsGet(request.Method) && Knows(request.Query[Parameter]))
        {
            // From here on the browser knows, and the address no longer shows it.
            context.Response.Cookies.Append(Cookie(request), token, new CookieOptions { HttpOnly = true, SameSite = SameSiteMode.Strict, IsEssential = true, Path = "/" });
            var query = request.Query.Where(entry => entry.Key != Parameter).SelectMany(entry => entry.Value.Select(value => KeyValuePair.Create(entry.Key, value)));
            context.Response.Redirect(QueryHelpers.AddQueryString(request.Path.Value is { Length: > 0 } path && !path.StartsWith("//", StringComparison.Ordinal) ? path : "/", query));
        }
        else await Refuse(context, StatusCodes.Status401Unauthorized, "Open the address as it was printed, with its token.");
    }

    /// <summary>True for the names under which this program is meant to be reached.</summary>
    public bool IsOurs(string name)
    {
        if (name is "localhost") return true;
        var address = IPAddress.TryParse(name.Trim('[', ']'), out var parsed) ? parsed : null;
        if (address is not null && IPAddress.IsLoopback(address)) return true;
        // A name that leads here is foreign unless it was asked for; an address cannot be another's.
        return host is not null && (address is not null || name.Equals(host, StringComparison.OrdinalIgnoreCase) || name.Equals(Dns.GetHostName(), StringComparison.OrdinalIgnoreCase));
    }

    private bool Knows(string? said) => token is not null && said is not null
        && CryptographicOperations.FixedTimeEquals(SHA256.HashData(Encoding.UTF8.GetBytes(said)), SHA256.HashData(Encoding.UTF8.GetBytes(token)));

    // Cookies are not kept apart by port.
    private static string Cookie(HttpRequest request) => $"sae-{request.Host.Port ?? 80}";

    private static bool IsSame(string origin, HttpRequest request) =>
        Uri.TryCreate(origin, UriKind.Absolute, out var uri) && uri.Authority.Equals(request.Host.Value, StringComparison.OrdinalIgnoreCase);

    private static Task Refuse(HttpContext context, int status, string reason)
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = "text/plain; charset=utf-8";
        return context.Response.WriteAsync(reason + "\n");
    }
}
