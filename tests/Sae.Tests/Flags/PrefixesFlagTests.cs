using System.CommandLine;
using Sae.Flags;
using SparseAutoencoders;

namespace Sae.Tests.Flags;

public sealed class PrefixesFlagTests
{
    [Fact]
    public void A_list_of_numbers_is_one_value()
    {
        Assert.Equal([64, 256], Read("64,256"));
        Assert.Equal("N,N,…", Assert.Single(Flag().Options).HelpName);
    }

    [Theory]
    [InlineData("256,64", "--toy-prefixes: 64 comes after 256. Give numbers of units from 1 on, each larger than the one before, as in 64,256.")]
    [InlineData("64,64", "--toy-prefixes: 64 comes twice. ")]
    [InlineData("64,x", "--toy-prefixes: 'x' is no number of units. ")]
    [InlineData("64,", "--toy-prefixes: a number is missing. ")]
    [InlineData("--json", "--toy-prefixes: its value is missing. ")]
    public void Wrong_numbers_are_refused_with_the_finding(string text, string message) =>
        Assert.StartsWith(message, Assert.Throws<WrongUse>(() => Read(text)).Message, StringComparison.Ordinal);

    [Fact]
    public void Sweep_has_semicolons_between_lists()
    {
        var list = new ListFlag(Assert.Single(Flag().Options));
        Assert.Equal("'N,N,…;…'", list.HelpName);
        Assert.Equal([["--toy-prefixes", "64,256"], ["--toy-prefixes", "128"]], list.Read(Parsed(list, "64,256; 128"))!);
        Assert.Contains("64,256 is given twice", Assert.Throws<WrongUse>(() => list.Read(Parsed(list, "64,256;64,256"))).Message, StringComparison.Ordinal);
    }

    private static Prefixes Read(string text)
    {
        var (flag, options) = (Flag(), new Holder());
        flag.Apply(Parsed(Assert.Single(flag.Options), text), null, options);
        return options.Prefixes!;
    }

    private static SettingFlag Flag() => Assert.Single(SettingFlag.Of("", Setting.Of(typeof(Holder)), new Holder()));

    private static ParseResult Parsed(Option option, string text) => new Command("train") { option }.Parse([option.Name, text]);

    private sealed record Holder
    {
        [Setting("toy-prefixes", "units that rebuild rows alone", Unset = "none")]
        public Prefixes? Prefixes { get; init; }
    }
}
