using System.Text.RegularExpressions;

namespace SparseAutoencoders.Tests;

public sealed partial class DocsTests
{
    public static TheoryData<string> Pages => [.. Directory
        .EnumerateFiles(RepositoryRoot.Path, "*.md")
        .Concat(Directory.EnumerateFiles(RepositoryRoot.File("docs"), "*.md"))
        .Select(path => Path.GetRelativePath(RepositoryRoot.Path, path).Replace('\\', '/'))
        .Order(StringComparer.Ordinal)];

    [Theory]
    [MemberData(nameof(Pages))]
    public void Links_to_files_and_headings_resolve(string page)
    {
        var path = RepositoryRoot.File(page);
        var broken = Links(path).Where(link => !Resolves(path, link)).ToList();
        Assert.True(broken.Count == 0, $"{page}: {string.Join(", ", broken)}");
    }

    [Fact]
    public void Pages_hold_what_a_visitor_looks_for() =>
        Assert.Superset(
            new HashSet<string> { "CONTRIBUTING.md", "SECURITY.md", "CHANGELOG.md", "docs/maths.md", "docs/terms.md" },
            Pages.Select(row => row.Data).ToHashSet());

    [Theory]
    [InlineData("Ω and where its minimum is", "ω-and-where-its-minimum-is")]
    [InlineData("3. The `encoder`, again", "3-the-encoder-again")]
    public void Slug_is_the_anchor_a_heading_gets(string heading, string anchor) => Assert.Equal(anchor, Slug(heading));

    private static bool Resolves(string page, string link)
    {
        var parts = link.Split('#', 2);
        var target = parts[0].Length == 0 ? page : Path.Combine(Path.GetDirectoryName(page)!, Uri.UnescapeDataString(parts[0]));
        if (!File.Exists(target) && !Directory.Exists(target))
            return false;
        return parts.Length == 1 || !target.EndsWith(".md", StringComparison.Ordinal) || Headings(target).Contains(parts[1]);
    }

    private static IEnumerable<string> Links(string page) =>
        Link().Matches(Prose(page)).Select(match => match.Groups["target"].Value)
            .Where(target => !target.Contains("://", StringComparison.Ordinal) && !target.StartsWith("mailto:", StringComparison.Ordinal));

    private static HashSet<string> Headings(string page) =>
        [.. Heading().Matches(Prose(page)).Select(match => Slug(match.Groups["text"].Value))];

    // Fenced blocks hold formulas and examples, not links or headings.
    private static string Prose(string page) => Fence().Replace(File.ReadAllText(page), "");

    private static string Slug(string heading) =>
        NotInAnchors().Replace(heading.Trim().ToLowerInvariant(), "").Replace(' ', '-');

    [GeneratedRegex(@"\]\((?<target>[^)\s]+)[^)]*\)|<(?:img|source)[^>]*\s(?:src|srcset)=""(?<target>[^""]+)""")]
    private static partial Regex Link();

    [GeneratedRegex(@"^#{1,6}\s+(?<text>.+?)\s*$", RegexOptions.Multiline)]
    private static partial Regex Heading();

    [GeneratedRegex(@"^```.*?^```", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex Fence();

    [GeneratedRegex(@"[^\p{L}\p{M}\p{N}\p{Pc}\- ]")]
    private static partial Regex NotInAnchors();
}
