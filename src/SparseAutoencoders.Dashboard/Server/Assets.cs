using System.Reflection;

namespace SparseAutoencoders.Dashboard.Server;

/// <summary>The files a browser needs beside the pages, embedded in this assembly: the whole list, so that no name from outside is ever looked for.</summary>
internal static class Assets
{
    /// <summary>Path, name and kind of each.</summary>
    public static IReadOnlyList<(string Path, string Name, string Type)> All { get; } =
    [
        ("/site.css", "site.css", "text/css; charset=utf-8"),
        ("/site.js", "site.js", "text/javascript; charset=utf-8"),
        ("/icon.svg", "icon.svg", "image/svg+xml"),
        ("/_framework/blazor.web.js", "blazor.web.js", "text/javascript; charset=utf-8"),
    ];

    /// <summary>A file's bytes.</summary>
    public static byte[] Read(string name)
    {
        using var stream = Assembly.GetExecutingAssembly().GetManifestResourceStream(name) ?? throw new InvalidOperationException($"The file {name} is not embedded.");
        using var bytes = new MemoryStream();
        stream.CopyTo(bytes);
        return bytes.ToArray();
    }
}
