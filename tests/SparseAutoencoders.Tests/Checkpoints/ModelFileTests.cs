using System.Text.Json;
using SparseAutoencoders.Tests.Model;
using SparseAutoencoders.Tests.Training;

namespace SparseAutoencoders.Tests.Checkpoints;

public sealed class ModelFileTests : IDisposable
{
    private static readonly IRows Rows = Samples.Rows(30, 6);

    private static readonly TrainingOptions Options = new() { HiddenUnits = 4, Decoder = OutputFunction.Linear, Optimizer = new AdamOptions { Epochs = 2, Batch = 8 } };

    private readonly ModelFiles _files = new();

    public void Dispose() => _files.Dispose();

    public static TheoryData<Precision, bool, string, OutputFunction> Kinds
    {
        get
        {
            var kinds = new TheoryData<Precision, bool, string, OutputFunction>();
            foreach (var precision in Enum.GetValues<Precision>())
                foreach (var tied in new[] { false, true })
                    foreach (var scaling in Choices.BuiltIn.Scalings)
                        foreach (var decoder in Enum.GetValues<OutputFunction>())
                            if (decoder == OutputFunction.Linear || scaling.Name is "none" or "minmax") kinds.Add(precision, tied, scaling.Name, decoder);
            return kinds;
        }
    }

    [Theory, MemberData(nameof(Kinds))]
    public void Load_gives_back_the_model_to_the_bit(Precision precision, bool tied, string scaling, OutputFunction decoder)
    {
        var model = Rows.Learn(Options with { Precision = precision, Tied = tied, Decoder = decoder, Scaling = Scaling(scaling) });
        model.Save(_files.Path());
        var loaded = SparseAutoencoder.Load(_files.Path());
        Assert.Equal(model.Fingerprint(Rows), loaded.Fingerprint(Rows));
        Assert.Equal(model.Options, loaded.Options);
        Assert.Equal((model.Inputs, model.HiddenUnits, model.TrainedRows, model.Version), (loaded.Inputs, loaded.HiddenUnits, loaded.TrainedRows, loaded.Version));
        Assert.Null(loaded.Run);
        var (before, after) = (model.Judge(Rows), loaded.Judge(Rows));
        foreach (var metric in Metric.Of(new KlOptions()).Where(metric => !metric.Key.Contains("second", StringComparison.Ordinal))) Assert.Equal(metric.Read(before), metric.Read(after));

        loaded.Save(_files.Path("again.safetensors"));
        Assert.Equal(File.ReadAllBytes(_files.Path()), File.ReadAllBytes(_files.Path("again.safetensors")));
    }

    [Theory]
    [InlineData("none", false, "encoder.weight[4,6] encoder.bias[4] W_dec[4,6] b_dec[6]")]
    [InlineData("none", true, "encoder.weight[4,6] encoder.bias[4] b_dec[6]")]
    [InlineData("standard", false, "encoder.weight[4,6] encoder.bias[4] W_dec[4,6] b_dec[6] input.shift[6] input.scale[6]")]
    [InlineData("none", false, "encoder.weight[4,6] encoder.bias[4] W_dec[4,6] b_dec[6] input.fill[6]", Imputation.Mean)]
    [InlineData("zca", true, "encoder.weight[4,6] encoder.bias[4] b_dec[6] input.shift[6] input.scale[6] input.rotation[6,6]")]
    public void Save_writes_the_tensors_of_the_contract(string scaling, bool tied, string tensors, Imputation impute = Imputation.None)
    {
        foreach (var precision in Enum.GetValues<Precision>())
        {
            Rows.Learn(Options with { Precision = precision, Tied = tied, Scaling = Scaling(scaling), Impute = impute }).Save(_files.Path());
            using var file = SafetensorsFile.Open(_files.Path());
            Assert.Equal(tensors, string.Join(' ', file.Tensors.Select(tensor => $"{tensor.Name}[{string.Join(',', tensor.Shape)}]")));
            Assert.All(file.Tensors, tensor => Assert.Equal(precision == Precision.Single ? "F32" : "F64", tensor.NumberType));
        }
    }

    // 1e9 and a spread of 1, with gaps: in single precision a shift and what stands for a gap would be up to 32 spreads off.
    [Theory, InlineData("minmax"), InlineData("standard"), InlineData("zca")]
    public void Save_of_rows_far_from_0_keeps_shift_scale_and_fill_in_double_precision(string scaling)
    {
        var numbers = Samples.Numbers(30, 6);
        for (var i = 0; i < 180; i++) numbers[i / 6, i % 6] += 1e9;
        var whole = numbers.ToMatrix<double>();
        for (var j = 0; j < 6; j++) numbers[4 * j, j] = double.NaN;
        var rows = SparseAutoencoders.Rows.From(numbers.ToMatrix<double>());
        var model = rows.Learn(Options with { Scaling = Scaling(scaling), Impute = Imputation.Mean });
        model.Save(_files.Path());
        using (var file = SafetensorsFile.Open(_files.Path()))
            Assert.Equal(["input.fill", "input.scale", "input.shift"], file.Tensors.Where(tensor => tensor.NumberType == "F64").Select(tensor => tensor.Name).Order());

        var loaded = SparseAutoencoder.Load(_files.Path());
        Assert.Equal(model.Fingerprint(rows), loaded.Fingerprint(rows));
        Assert.Equal(model.Judge(rows).ExplainedVariance, loaded.Judge(rows).ExplainedVariance);
        Assert.True(loaded.Scaling!.InDouble);
        loaded.Save(_files.Path("again.safetensors"));
        Assert.Equal(File.ReadAllBytes(_files.Path()), File.ReadAllBytes(_files.Path("again.safetensors")));

        // Outputs lie among the rows: float would hold multiples of 64 there.
        var outputs = loaded.Reconstruct(rows);
        Assert.Equal(("float64", "float32"), (outputs.NumberType, loaded.Encode(rows).NumberType));
        foreach (var output in outputs.ToMatrix<double>().All) Assert.InRange(output, 1e9 - 1, 1e9 + 2);
        Assert.Equal(whole.Row(0).ToArray()[1..], loaded.Fill(rows).ToMatrix<double>().Row(0).ToArray()[1..]);
        Assert.InRange(loaded.InputFill![0], 1e9, 1e9 + 1);
    }

    [Theory]
    [InlineData("encoder.weight")]
    [InlineData("b_dec")]
    [InlineData("input.scale")]
    public void Save_of_what_could_not_be_read_again_is_refused_and_writes_nothing(string tensor)
    {
        var parameters = new Parameters<float>(6, 4, tied: false);
        if (tensor == "encoder.weight") parameters.EncoderWeights[3, 5] = float.NaN;
        if (tensor == "b_dec") parameters.DecoderBiases[0] = float.PositiveInfinity;
        var normalizer = new Normalizer(new double[6], [1, 1, 1, 1, 1, tensor == "input.scale" ? 1e39 : 1], rotation: null);
        var message = Assert.Throws<InvalidDataException>(() => ModelFile.Write(_files.Path(), parameters, new InputPreparation(null, normalizer), "{}", sparse: false)).Message;
        Assert.StartsWith($"{_files.Path()}: is not written, for the model's {tensor} holds numbers that are not finite", message, StringComparison.Ordinal);
        Assert.False(File.Exists(_files.Path()));
    }

    [Fact]
    public void Save_describes_the_model_in_its_metadata()
    {
        Rows.Learn(Options with { Image = new ImageShape(2, 3) }).Save(_files.Path());
        using var file = SafetensorsFile.Open(_files.Path());
        Assert.Equal(["config", "format"], file.Metadata.Keys.Order());
        Assert.Equal("sparse-autoencoders/1", file.Metadata["format"]);
        Assert.Equal(SparseAutoencoder.Load(_files.Path()).Description, file.Metadata["config"]);
        using var config = JsonDocument.Parse(file.Metadata["config"]);
        Assert.Equal(
            "activation batch beta decoder epochs hidden image impute inputs keep_rows learning_rate loss optimizer precision revive rho rho_estimate rows scale schedule seed sparsity tied validation version warm_up weight_decay",
            string.Join(' ', config.RootElement.EnumerateObject().Select(property => property.Name).Order(StringComparer.Ordinal)));
        Assert.Equal("sigmoid", config.RootElement.GetProperty("activation").GetString());
        Assert.Equal(30, config.RootElement.GetProperty("rows").GetInt32());
        Assert.Equal("2x3", config.RootElement.GetProperty("image").GetString());
        Assert.Equal("none", config.RootElement.GetProperty("scale").GetString());
    }

    [Fact]
    public void Save_keeps_the_inputs_names()
    {
        string[] names = ["a", "b c", "ρ̂", "\"", "", "\n"];
        new MemoryRows<float>(Rows.ToMatrix<float>(), null, "table") { Columns = names }.Learn(Options).Save(_files.Path());
        var loaded = SparseAutoencoder.Load(_files.Path());
        Assert.Equal(names, loaded.InputNames!);
        Assert.Equal(names, loaded.Reconstruct(Rows).Columns!);
        Assert.Equal(["error", .. names], loaded.Score(Rows).Columns!);
        loaded.Save(_files.Path("again"));
        Assert.Equal(File.ReadAllBytes(_files.Path()), File.ReadAllBytes(_files.Path("again")));
    }

    [Fact]
    public void Load_file_from_before_names_and_filling_is_as_it_was()
    {
        var model = SparseAutoencoder.Load(_files.Changed(Saved(), texts => texts["config"] = texts["config"].Replace("\"impute\":\"none\",", "", StringComparison.Ordinal)));
        Assert.Null(model.InputNames);
        Assert.Null(model.InputFill);
        Assert.Equal(Options, model.Options);
    }

    [Fact]
    public void Save_is_the_same_for_any_number_of_threads()
    {
        Rows.Learn(Options with { Threads = 1 }).Save(_files.Path("one"));
        Rows.Learn(Options with { Threads = 2 }).Save(_files.Path("two"));
        Assert.Equal(File.ReadAllBytes(_files.Path("one")), File.ReadAllBytes(_files.Path("two")));
    }

    [Fact]
    public void Load_leaves_the_file_free()
    {
        SparseAutoencoder.Load(Saved());
        using var alone = new FileStream(_files.Path(), FileMode.Open, FileAccess.ReadWrite, FileShare.None);
        Assert.True(alone.Length > 0);
    }

    [Fact]
    public void Load_no_file_is_refused() => Assert.Throws<FileNotFoundException>(() => SparseAutoencoder.Load(_files.Path("missing")));

    [Theory, InlineData(0), InlineData(7), InlineData(20), InlineData(0.5), InlineData(-1)]
    public void Load_truncated_file_is_refused(double kept)
    {
        var bytes = File.ReadAllBytes(Saved());
        var length = kept < 0 ? bytes.Length + (int)kept : kept < 1 ? (int)(kept * bytes.Length) : (int)kept;
        File.WriteAllBytes(_files.Path("short"), bytes[..length]);
        Refused(_files.Path("short"));
    }

    [Fact]
    public void Load_file_of_another_kind_is_refused() => Refused(RepositoryRoot.File("docs/maths.md"));

    [Fact]
    public void Load_safetensors_of_others_is_refused() => Refused(_files.Changed(Saved(), texts => texts.Remove("format")), "not a sparse autoencoder");

    [Fact]
    public void Load_newer_format_is_refused() => Refused(_files.Changed(Saved(), texts => texts["format"] = "sparse-autoencoders/3"), "a model of format 'sparse-autoencoders/3'; this version reads 'sparse-autoencoders/1' and 'sparse-autoencoders/2'");

    [Theory, InlineData("topk", "sparse-autoencoders/1"), InlineData("gated", "sparse-autoencoders/1"), InlineData("kl", "sparse-autoencoders/2")]
    public void Load_format_that_is_another_family_s_is_refused(string sparsity, string format)
    {
        Learned(sparsity).Save(_files.Path());
        Refused(_files.Changed(_files.Path(), texts => texts["format"] = format), "'sparsity' does not go with the file's format");
    }

    [Theory, InlineData("batch-topk", "threshold"), InlineData("jumprelu", "threshold"), InlineData("l1", "threshold"), InlineData("gated", "gate.bias"), InlineData("gated", "gate.scale")]
    public void Load_model_of_few_codes_without_its_own_numbers_is_refused(string sparsity, string tensor)
    {
        Learned(sparsity).Save(_files.Path());
        Refused(_files.Changed(_files.Path(), tensors: all => all.Remove(tensor)), $"the model lacks the tensor {tensor}");
        Refused(_files.Changed(_files.Path(), tensors: all => all[tensor] = ([3], [1, 2, 3])), tensor);
        // A mechanism that has no thresholds does not read them, and none reads what it does not know.
        Refused(_files.Changed(_files.Path(), texts => texts["config"] = texts["config"].Replace($"\"sparsity\":\"{sparsity}\"", "\"sparsity\":\"topk\"", StringComparison.Ordinal)));
    }

    private static SparseAutoencoder Learned(string sparsity) => Rows.Learn(TrainingOptions.For(Choices.BuiltIn.Sparsities.Single(choice => choice.Name == sparsity).Create(), 8, new AdamOptions { Epochs = 2, Batch = 8 }));

    [Fact]
    public void Load_without_description_is_refused() => Refused(_files.Changed(Saved(), texts => texts.Remove("config")), "no description");

    [Theory]
    [InlineData("\"tied\":false", "\"tied\":false,\"gates\":7", "'gates' is not known")]
    [InlineData("\"tied\":false,", "", "'tied' is missing")]
    [InlineData("\"tied\":false", "\"tied\":false,\"tied\":true", "distinct keys")]
    [InlineData("\"activation\":\"sigmoid\"", "\"activation\":\"relu\"", "'activation' is 'relu'")]
    [InlineData("\"sparsity\":\"kl\"", "\"sparsity\":\"fuzzy\"", "'sparsity' is 'fuzzy'")]
    [InlineData("\"decoder\":\"linear\"", "\"decoder\":\"cubic\"", "'decoder' is 'cubic'")]
    [InlineData("\"rho\":0.05", "\"rho\":2", "'rho' is 2")]
    [InlineData("\"decoder\":\"linear\"", "\"decoder\":\"a\\nb\"", "'decoder' is 'a\\nb'")]
    [InlineData("\"tied\":false", "\"tied\":false,\"\\u0007\":7", "'\\u0007' is not known")]
    [InlineData("\"loss\":\"squared-error\"", "\"loss\":\"cross-entropy\"", "cross-entropy is not defined")]
    [InlineData("\"inputs\":6", "\"inputs\":0", "does not fit together")]
    [InlineData("\"inputs\":6", "\"inputs\":\"many\"", "does not fit together")]
    [InlineData("\"inputs\":6", "\"inputs\":7", "holds encoder.weight (4x6 F32) where")]
    [InlineData("\"hidden\":4", "\"hidden\":5", "holds encoder.weight (4x6 F32) where")]
    [InlineData("\"precision\":\"single\"", "\"precision\":\"double\"", "asks for encoder.weight (4x6 F64)")]
    [InlineData("\"scale\":\"none\"", "\"scale\":\"standard\"", "lacks the tensor input.shift")]
    [InlineData("\"impute\":\"none\"", "\"impute\":\"mean\"", "lacks the tensor input.fill")]
    [InlineData("\"tied\":false", "\"tied\":false,\"input_names\":[\"a\"]", "does not fit together")]
    [InlineData("\"tied\":false", "\"tied\":false,\"input_names\":[1,2,3,4,5,6]", "'input_names' is no list of texts")]
    [InlineData("\"tied\":false", "\"tied\":false,\"input_names\":\"a\"", "'input_names' is no list of texts")]
    [InlineData("{", "", "not a JSON object")]
    public void Load_description_that_is_not_understood_is_refused(string was, string becomes, string finding) =>
        Refused(_files.Changed(Saved(), texts =>
        {
            var at = texts["config"].IndexOf(was, StringComparison.Ordinal);
            Assert.True(at >= 0, texts["config"]);
            texts["config"] = texts["config"].Remove(at, was.Length).Insert(at, becomes);
        }), finding);

    [Theory, InlineData("encoder.weight"), InlineData("encoder.bias"), InlineData("W_dec"), InlineData("b_dec")]
    public void Load_tensor_missing_misshapen_or_not_finite_is_refused(string name)
    {
        Refused(_files.Changed(Saved(), tensors: all => all.Remove(name)), name);
        Refused(_files.Changed(Saved(), tensors: all => all[name] = ([all[name].Numbers.Length, 1, 1], all[name].Numbers)), name);
        foreach (var number in new[] { float.NaN, float.PositiveInfinity })
            Refused(_files.Changed(Saved(), tensors: all => all[name].Numbers[1] = number), name);
    }

    [Fact]
    public void Load_scaling_by_zero_is_refused()
    {
        Rows.Learn(Options with { Scaling = new StandardScaling() }).Save(_files.Path());
        Refused(_files.Changed(_files.Path(), tensors: all => all["input.scale"].Numbers[1] = 0), "input.scale holds a 0");
    }

    [Fact]
    public void Load_packed_model_is_refused()
    {
        File.WriteAllBytes(_files.Path("packed"), Data.TestFolder.Gzip(File.ReadAllBytes(Saved())));
        Refused(_files.Path("packed"), "is packed with gzip. Unpack it first");
    }

    [Fact]
    public void Load_tensor_that_is_not_known_is_refused() => Refused(_files.Changed(Saved(), tensors: all => all["gate"] = ([1], [1])), "gate");

    private string Saved()
    {
        Rows.Learn(Options).Save(_files.Path());
        return _files.Path();
    }

    private static void Refused(string path, string finding = "")
    {
        var message = Assert.Throws<InvalidDataException>(() => SparseAutoencoder.Load(path)).Message;
        Assert.StartsWith(path, message, StringComparison.Ordinal);
        Assert.Contains(finding, message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', message);
    }

    private static ScalingOptions Scaling(string name) => Choices.BuiltIn.Scalings.Single(choice => choice.Name == name).Create();
}
