using Embed;

namespace SparseAutoencoders.Interop.Tests.Embed;

/// <summary>samples/meanings/embed: all but the model, which is not in the repository and checks itself when it is run.</summary>
public sealed class SynsetTests
{
    [Fact]
    public void A_line_gives_class_words_and_definition()
    {
        var synset = Synset.Parse("""00003553 05 n 02 working_dog 0 galore(ip) 0 015 @ 00002684 n 0000 | any of several breeds; used as guards; "a working dog"; "two"  """);
        Assert.Equal(("noun.animal", "working dog, galore: any of several breeds; used as guards"), (synset.Class, synset.Entry));
        Assert.Equal(45, Synset.Classes.Distinct().Count());
    }

    // The number of words is hexadecimal.
    [Fact]
    public void Ten_words_are_ten() => Assert.Equal(10, Synset.Parse($"00003553 03 n 0a {string.Concat(Enumerable.Range(0, 10).Select(i => $"w{i} 0 "))}000 | it").Words.Count);

    [Theory]
    [InlineData("roll around, \"pigs were wallowing\"", "roll around")]
    [InlineData("furnished with authority: \"certificated teachers\"", "furnished with authority")]
    [InlineData("a summary list; as in \"a news roundup\"", "a summary list; as in \"a news roundup\"")]
    [InlineData("a report (e.g., \"he said so\") of a discourse; \"it\"", "a report (e.g., \"he said so\") of a discourse")]
    [InlineData("\"a ball that is out of play\"", "\"a ball that is out of play\"")]
    [InlineData("; \"only an example\"", "; \"only an example\"")]
    [InlineData("a quality; ", "a quality")]
    public void A_definition_ends_where_its_examples_begin(string gloss, string definition) => Assert.Equal(definition, Synset.WithoutExamples(gloss));

    [Fact]
    public void A_sample_is_drawn_evenly_leaves_out_the_coarse_and_is_the_same_again()
    {
        var synsets = Enumerable.Range(0, 1000).Select(i => new Synset(i % 4 == 0 ? "noun.act" : "verb.body", [$"{i}"], i < 500 && i % 4 == 0 ? "obscene" : "it")).ToArray();
        var sample = Sample.Of(synsets, 70, seed: 1);
        Assert.Equal((10, 60), (sample.Count(synset => synset.Class == "noun.act"), sample.Count(synset => synset.Class == "verb.body")));
        Assert.DoesNotContain(sample, synset => synset.Definition == "obscene");
        Assert.Equal(sample, Sample.Of(synsets, 70, seed: 1));
        Assert.Equal(1000, Sample.Of(synsets, null, seed: 1).Distinct().Count());
    }

    [Fact]
    public void A_sentence_is_split_into_the_vocabulary_s_pieces_in_small_letters()
    {
        using var vocabulary = Vocabulary();
        Assert.Equal([2, 5, 6, 8, 7, 1, 3], MiniLm.Tokenizer(vocabulary).EncodeToIds("Kestrel, Cafe xyz"));
    }

    [Fact]
    public void Each_token_is_marked_in_its_sentence_as_many_as_are_asked_for()
    {
        using var vocabulary = Vocabulary();
        Assert.Equal(["[Kes]trel, Cafe xyz", "Kes[trel], Cafe xyz", "Kestrel[,] Cafe xyz", "Kestrel, [Cafe] xyz"], MiniLm.Marked(MiniLm.Tokenizer(vocabulary), "Kestrel, Cafe xyz", 4));
    }

    // Read with protoc's eyes: field 7 of 7 bytes { field 12 of 5 bytes { field 1 of 3 bytes "533" } }.
    [Fact]
    public void More_outputs_are_a_message_of_the_model_s_graph() =>
        Assert.Equal([0x3a, 7, 0x62, 5, 0x0a, 3, (byte)'5', (byte)'3', (byte)'3', 0x3a, 5, 0x62, 3, 0x0a, 1, (byte)'x'], MiniLm.Outputs(["533", "x"]));

    private static MemoryStream Vocabulary() => new([.. "[PAD]\r\n[UNK]\r\n[CLS]\r\n[SEP]\r\n[MASK]\r\nkes\r\n##trel\r\ncafe\r\n,\r\n"u8]);

    [Fact]
    public void Tokens_are_pooled_to_their_mean_of_length_1()
    {
        var tokens = new float[2 * MiniLm.Width];
        (tokens[0], tokens[MiniLm.Width], tokens[MiniLm.Width + 1]) = (1, 2, 4);
        Assert.Equal([0.6f, 0.8f, 0], MiniLm.Pooled(tokens)[..3]);
    }

    [Fact]
    public void Without_the_model_it_says_how_to_get_it() => Assert.Contains("-p:Model=true", Assert.Throws<FileNotFoundException>(() => MiniLm.Open()).Message, StringComparison.Ordinal);
}
