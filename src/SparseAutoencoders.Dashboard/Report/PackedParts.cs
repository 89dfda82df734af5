using System.Globalization;
using System.IO.Compression;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace SparseAutoencoders.Dashboard.Report;

/// <summary>Charts, bars, tables and other units of the pages of single units and rows. They are many and much alike, so a file holds them packed, and its script puts them in where a page is shown. What is read as text stays as it is.</summary>
internal sealed partial class PackedParts
{
    private readonly List<string> _parts = [];

    /// <summary>Takes the parts out of the pages.</summary>
    /// <param name="body">All pages, those of units and rows in templates.</param>
    /// <returns>The pages with marks in their places.</returns>
    public string Take(string body) => Pages().Replace(body, page => Parts().Replace(page.Value, part =>
    {
        _parts.Add(part.Value);
        return string.Create(CultureInfo.InvariantCulture, $"<i data-packed=\"{_parts.Count - 1}\"></i>");
    }));

    /// <summary>The parts, for a script element: a list of texts in JSON, packed by zlib, in base 64.</summary>
    public string ToText()
    {
        using var packed = new MemoryStream();
        using (var zlib = new ZLibStream(packed, CompressionLevel.SmallestSize)) JsonSerializer.Serialize(zlib, _parts);
        return Convert.ToBase64String(packed.ToArray());
    }

    // Captions are encoded, so that these are the pages' own.
    [GeneratedRegex("<template data-page=\"(?:unit|row)-.*?</template>", RegexOptions.Singleline)]
    private static partial Regex Pages();

    [GeneratedRegex("""<div class="drawing">.*?</div>|<table\b.*?</table>|<span class="bars".*?</span>(?=<figcaption|</figure>)|<ol class="shares-of".*?</ol>|<ul class="work">.*?</ul>|<section aria-label="Units most alike">.*?</section>""", RegexOptions.Singleline)]
    private static partial Regex Parts();
}
