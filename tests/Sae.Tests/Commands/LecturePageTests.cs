using System.Text.RegularExpressions;

namespace Sae.Tests.Commands;

/// <summary>docs/lecture.md shows commands that the tool has, and what it answers; docs/tables.md and docs/second-family.md too.</summary>
public sealed partial class LecturePageTests
{
    private static string[] Page(string name) => File.ReadAllLines(Path.Combine(Tool.Repository, "docs", name));

    [Theory]
    [InlineData("lecture.md", 12)]
    [InlineData("tables.md", 3)]
    [InlineData("second-family.md", 5)]
    public void Every_command_and_flag_is_known_to_the_tool(string name, int least)
    {
        var commands = Page(name).SelectMany(line => Command().Matches(line)).Select(match => match.Groups["words"].Value.Split(' ')).ToList();
        Assert.True(commands.Count >= least, $"{commands.Count} commands");
        foreach (var verb in commands.GroupBy(words => words[0]))
        {
            var help = Tool.Run(Tool.Repository, verb.Key, "--help").Ok().Output;
            Assert.All(verb.SelectMany(words => words).Where(word => word.StartsWith("--", StringComparison.Ordinal)), flag => Assert.Contains($"  {flag} ", help, StringComparison.Ordinal));
        }
    }

    [Theory]
    [InlineData("$ ./sae inspect")]
    [InlineData("$ ./sae check rows.csv")]
    public void Quick_commands_answer_as_the_page_shows(string begin)
    {
        using var folder = new TemporaryFolder();
        folder.Write("rows.csv", "0.1,0.9\n0.8,0.3\n0.5,0.4\n");
        var example = Page("lecture.md").SkipWhile(line => !line.StartsWith(begin, StringComparison.Ordinal)).TakeWhile(line => line != "```").ToList();
        var said = Tool.Run(folder.Path, example[0].Split(' ')[2..].Select(word => word.StartsWith("data/", StringComparison.Ordinal) ? Path.Combine(Tool.Repository, word) : word)).Ok().Output.Split('\n');
        Assert.True(example.Count > 4);
        Assert.All(example[1..].Where(line => line != "..."), line => Assert.Contains(line, said));
    }

    [GeneratedRegex(@"\./sae (?<words>[^`]+)")]
    private static partial Regex Command();
}
